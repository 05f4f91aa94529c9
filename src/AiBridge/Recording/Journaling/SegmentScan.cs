namespace AiBridge.Recording.Journaling;

/// <summary>
/// Reads the records of a segment whose process has died. Holes and damaged stretches are stepped over: the next record is
/// looked for at every place one can begin.
/// </summary>
internal sealed class SegmentScan(byte[] bytes)
{
    private int _offset;

    /// <summary>Damaged stretches met so far: torn or altered records, and holes with a record behind them.</summary>
    public int Damaged { get; private set; }

    /// <summary>The next good record; false at the end.</summary>
    public bool TryNext(out RecordKind kind, out ReadOnlySpan<byte> payload)
    {
        var start = _offset;
        for (; _offset <= bytes.Length - RecordFrame.HeaderBytes; _offset += RecordFrame.Alignment)
        {
            if (!RecordFrame.TryRead(bytes.AsSpan(_offset), out kind, out payload))
                continue;
            if (_offset > start)
                Damaged++;
            _offset += RecordFrame.SizeOf(payload.Length);
            return true;
        }

        // Zeros up to the end are only the part that was never used.
        if (start < bytes.Length && bytes.AsSpan(start).ContainsAnyExcept((byte)0))
            Damaged++;
        _offset = bytes.Length;
        kind = default;
        payload = default;
        return false;
    }
}
