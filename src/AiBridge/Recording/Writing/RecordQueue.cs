using System.Collections.Concurrent;
using AiBridge.Exchanges;
using AiBridge.Recording.Journaling;

namespace AiBridge.Recording.Writing;

/// <summary>
/// Where records lie that the database does not have yet, in order. Unbounded, because each is 32 bytes and the records themselves
/// are on disk, but for some small ones. Who adds a record only appends it: the writer is woken by the first one after it had
/// nothing left, when many have gathered, and by its calls.
/// </summary>
internal sealed class RecordQueue(TimeProvider clock) : IDisposable
{
    /// <summary>Records kept in memory as well, of at most this many bytes each: what is expected until the writer comes, with room for what comes while it writes.</summary>
    private const int MostInMemory = 1024;
    private const int LargestInMemory = 64 * 1024;

    /// <summary>Bytes of all of those together.</summary>
    private const int MostBytesInMemory = 4 * 1024 * 1024;

    /// <summary>About two a request, so that a batch of the writer is full.</summary>
    private const int Many = 400;

    private readonly ConcurrentQueue<JournalEntry> _entries = new();
    private readonly WakeSignal _signal = new(clock);
    private int _unstored;
    private long _oldest;
    private int _inMemory;
    private int _bytesInMemory;
    private int _calls;
    private bool _closed;

    /// <summary>Everything that was added is in the database.</summary>
    public bool AllStored => Volatile.Read(ref _unstored) == 0;

    /// <summary>Since when the oldest record waits that is not in the database.</summary>
    public TimeSpan Lag => AllStored ? TimeSpan.Zero : clock.GetElapsedTime(Volatile.Read(ref _oldest));

    /// <summary>The writer shall not wait any longer.</summary>
    public bool IsPressing => Volatile.Read(ref _calls) > 0 || Volatile.Read(ref _inMemory) >= Many;

    /// <summary>Entries that the writer has not taken.</summary>
    public int Count => _entries.Count;

    /// <summary>Adds a record that is in the journal; keeps it in memory as well while few are.</summary>
    public void Add(JournalEntry entry, object record)
    {
        var inMemory = 0;
        if (entry.Length <= LargestInMemory && (inMemory = Interlocked.Increment(ref _inMemory)) <= MostInMemory && HasRoomFor(entry))
            entry = entry with { Record = record };
        else if (inMemory > 0)
            Interlocked.Decrement(ref _inMemory);
        Add(entry, wakes: inMemory == Many);
    }

    /// <summary>Adds a record.</summary>
    public void Add(JournalEntry entry) => Add(entry, wakes: false);

    /// <summary>Tells the writer to do something, now and after everything that was added before.</summary>
    public void Call(EntryKind kind, TaskCompletionSource? done = null)
    {
        Interlocked.Increment(ref _calls);
        _entries.Enqueue(JournalEntry.Signal(kind, done));
        _signal.Wake();
        if (Volatile.Read(ref _closed))
            CancelCalls();
    }

    /// <summary>Completes when everything added before is in the database.</summary>
    public Task FlushAsync()
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Call(EntryKind.Flush, flushed);
        return flushed.Task;
    }

    /// <summary>For the writer: sleeps until the deadline, the first record, many of them, a call, or nothing (look again).</summary>
    public ValueTask WaitAsync(long deadline) => _signal.WaitAsync(deadline);

    public void Wake() => _signal.Wake();

    public bool TryTake(out JournalEntry entry)
    {
        if (!_entries.TryDequeue(out entry))
            return false;
        if (entry.IsCall)
            Interlocked.Decrement(ref _calls);
        else if (entry.Record is not null)
            LetGoOf(entry);
        return true;
    }

    /// <summary>Records that were taken are in the database, or will never be.</summary>
    public void Stored(int records) => Interlocked.Add(ref _unstored, -records);

    /// <summary>Whatever was added before that timestamp is stored.</summary>
    public void StoredUntil(long timestamp) => Volatile.Write(ref _oldest, timestamp);

    /// <summary>Nobody takes any more: flushes that wait are cancelled, records stay in the journal.</summary>
    public void Close()
    {
        Volatile.Write(ref _closed, true);
        Interlocked.MemoryBarrier();
        CancelCalls();
    }

    public void Dispose() => _signal.Dispose();

    private void Add(JournalEntry entry, bool wakes)
    {
        if (Volatile.Read(ref _closed))
            return;
        // Counted first: who asks whether all is stored must not be told so while a record is on its way in.
        var first = Interlocked.Increment(ref _unstored) == 1;
        if (first)
            Volatile.Write(ref _oldest, clock.GetTimestamp());
        _entries.Enqueue(entry);
        if (first || wakes)
            _signal.Wake();
    }

    private bool HasRoomFor(JournalEntry entry)
    {
        if (Interlocked.Add(ref _bytesInMemory, entry.Length) <= MostBytesInMemory)
            return true;
        Interlocked.Add(ref _bytesInMemory, -entry.Length);
        return false;
    }

    private void LetGoOf(JournalEntry entry)
    {
        Interlocked.Decrement(ref _inMemory);
        Interlocked.Add(ref _bytesInMemory, -entry.Length);
    }

    private void CancelCalls()
    {
        while (_entries.TryDequeue(out var entry))
            (entry.Source as TaskCompletionSource)?.TrySetCanceled();
    }
}
