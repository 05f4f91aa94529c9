using System.Globalization;

namespace AiBridge.Recording.Journaling;

/// <summary>The append side of this process's journal: one current segment, and the next one made ready before it is needed.</summary>
internal sealed class Journal(OwnerDirectory owner, int segmentBytes = Journal.DefaultSegmentBytes)
{
    public const int DefaultSegmentBytes = 8 * 1024 * 1024;

    /// <summary>Room beside an oversized record for the small ones that get there first.</summary>
    private const int Slack = 64 * 1024;
    private const string PreparedName = "next.prepared";

    private readonly Lock _rolling = new();
    private volatile Segment? _current;
    private Segment? _prepared;
    private int _preparing;
    private int _number;
    private bool _retired;

    public Guid OwnerId => owner.OwnerId;

    /// <summary>Appends a sealed frame; when it returns, the record survives the death of the process.</summary>
    /// <exception cref="IOException">The journal cannot take it: no room, no directory, or it was retired.</exception>
    public JournalEntry Append(in SealedFrame frame, RecordKind kind, bool flush)
    {
        while (true)
        {
            var segment = _current;
            if (segment is not null && segment.TryAppend(frame, flush, out var offset))
            {
                if (_preparing == 0 && segment.IsHalfFull)
                    PrepareNext();
                return new JournalEntry(segment, offset, frame.Length, (EntryKind)kind);
            }

            Roll(segment, frame.Length);
        }
    }

    /// <summary>Ends the journal; removes the directory when every record is in the database. False: records remain for the next start.</summary>
    public bool Retire()
    {
        lock (_rolling)
        {
            _retired = true;
            _current?.Release();
            _prepared?.Release();
            _current = _prepared = null;
        }

        return owner.TryRemove();
    }

    /// <summary>Makes the next segment in the background. A failure is left to the roll that will need it and report it.</summary>
    private void PrepareNext()
    {
        if (Interlocked.Exchange(ref _preparing, 1) != 0)
            return;
        ThreadPool.UnsafeQueueUserWorkItem(static journal => journal.Prepare(), this, preferLocal: false);
    }

    private void Prepare()
    {
        try
        {
            lock (_rolling)
            {
                if (!_retired && _prepared is null)
                    _prepared = new Segment(Path.Combine(owner.Path, PreparedName), segmentBytes);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            // Said by the roll. Whatever leaves a thread of the pool ends the process.
        }
    }

    private void Roll(Segment? full, int needed)
    {
        lock (_rolling)
        {
            if (_retired)
                throw new IOException("The journal has been retired.");
            if (_current != full)
                return;

            // Numbers are given when a segment comes into use, so that a request's end never lies in a file before its beginning.
            var path = Path.Combine(owner.Path, string.Create(CultureInfo.InvariantCulture, $"{_number + 1:D6}{OwnerDirectory.SegmentExtension}"));
            if (_prepared is not null && needed <= segmentBytes)
            {
                _prepared.MoveTo(path);
                _current = _prepared;
                _prepared = null;
            }
            else
            {
                _current = new Segment(path, needed <= segmentBytes ? segmentBytes : needed + Slack);
            }

            _number++;
            _preparing = _prepared is null ? 0 : 1;
            full?.Release();
        }
    }
}
