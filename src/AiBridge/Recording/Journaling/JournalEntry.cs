namespace AiBridge.Recording.Journaling;

/// <summary>What the writer is told, 32 bytes each: where a record lies, or something it shall do.</summary>
/// <param name="Source">The <see cref="Segment"/> of a record; the payload (<c>byte[]</c>) of one the journal could not take; the completion of a flush.</param>
/// <param name="Offset">In the segment.</param>
/// <param name="Length">Of the whole frame.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct JournalEntry(object? Source, long Offset, int Length, EntryKind Kind)
{
    /// <summary>The record itself, so that it need not be read back; only the next few small records have theirs.</summary>
    public object? Record { get; init; }

    /// <summary>No record.</summary>
    public bool IsCall => Kind is EntryKind.Flush or EntryKind.Sweep;

    public static JournalEntry InMemory(byte[] payload, RecordKind kind) => new(payload, 0, payload.Length, (EntryKind)kind);

    public static JournalEntry Signal(EntryKind kind, TaskCompletionSource? completion = null) => new(completion, 0, 0, kind);
}

/// <summary>The record kinds, and what the writer can be called for.</summary>
internal enum EntryKind
{
    Opening = RecordKind.Opening,
    Closing = RecordKind.Closing,
    Amendment = RecordKind.Amendment,

    /// <summary>Write everything taken so far, then say so.</summary>
    Flush,

    /// <summary>Look for processes that have died.</summary>
    Sweep,
}
