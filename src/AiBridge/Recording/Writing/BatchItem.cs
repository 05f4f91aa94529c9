using AiBridge.Recording.Journaling;
using AiBridge.Recording.Records;

namespace AiBridge.Recording.Writing;

/// <summary>What of one interception is written together: its beginning, its end, or both; or what was told of it later. With the segments that keep them until then.</summary>
internal sealed class BatchItem
{
    public OpeningRecord? Opening { get; init; }

    public ClosingRecord? Closing { get; set; }

    /// <summary>Comes alone.</summary>
    public AmendmentRecord? Amendment { get; init; }

    public Segment? OpeningSegment { get; init; }

    public Segment? ClosingSegment { get; set; }

    /// <summary>Of its frames in the journal; in memory it is about twice as much.</summary>
    public int Bytes { get; set; }

    /// <summary>Empty for an amendment that knows the response's id only.</summary>
    public Guid Id => Opening?.Id ?? Closing?.Id ?? Amendment?.InterceptionId ?? Guid.Empty;

    /// <summary>One, or both ends.</summary>
    public int Records => Opening is not null && Closing is not null ? 2 : 1;

    /// <summary>The database has it.</summary>
    public void Release()
    {
        OpeningSegment?.Release();
        ClosingSegment?.Release();
    }
}
