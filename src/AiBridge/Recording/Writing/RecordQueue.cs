using System.Threading.Channels;
using AiBridge.Recording.Journaling;

namespace AiBridge.Recording.Writing;

/// <summary>Where records lie that the database does not have yet, in order. Unbounded, because each is 24 bytes and the records themselves are on disk.</summary>
internal sealed class RecordQueue
{
    private readonly Channel<JournalEntry> _entries =
        Channel.CreateUnbounded<JournalEntry>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = false });

    public ChannelReader<JournalEntry> Reader => _entries.Reader;

    public void Add(JournalEntry entry) => _entries.Writer.TryWrite(entry);

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
