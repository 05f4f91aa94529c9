using System.Threading.Channels;
using AiBridge.Recording.Journaling;

namespace AiBridge.Recording.Writing;

/// <summary>Where records lie that the database does not have yet, in order. Unbounded, because each is 32 bytes and the records themselves are on disk, but for the next few.</summary>
internal sealed class RecordQueue
{
    private const int MostInMemory = 256;

    private readonly Channel<JournalEntry> _entries =
        Channel.CreateUnbounded<JournalEntry>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = false });

    private int _inMemory;

    public ChannelReader<JournalEntry> Reader => _entries.Reader;

    public void Add(JournalEntry entry) => _entries.Writer.TryWrite(entry);

    /// <summary>Adds a record that is in the journal; keeps it in memory as well while few are.</summary>
    public void Add(JournalEntry entry, object record)
    {
        if (Interlocked.Increment(ref _inMemory) <= MostInMemory)
            entry = entry with { Record = record };
        else
            Interlocked.Decrement(ref _inMemory);
        Add(entry);
    }

    /// <summary>The record that an entry taken off the queue brought with it; null when it is on disk only.</summary>
    public object? Take(JournalEntry entry)
    {
        if (entry.Record is not null)
            Interlocked.Decrement(ref _inMemory);
        return entry.Record;
    }

    /// <summary>Completes when everything added before is in the database.</summary>
    public Task FlushAsync()
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_entries.Writer.TryWrite(JournalEntry.Signal(EntryKind.Flush, flushed)))
            flushed.SetCanceled();
        return flushed.Task;
    }

    /// <summary>Nobody reads any more: flushes that wait are cancelled, records stay in the journal.</summary>
    public void Close()
    {
        _entries.Writer.TryComplete();
        while (_entries.Reader.TryRead(out var entry))
            (entry.Source as TaskCompletionSource)?.TrySetCanceled();
    }
}
