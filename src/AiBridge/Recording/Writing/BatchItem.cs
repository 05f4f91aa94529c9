using AiBridge.Recording.Journaling;
using AiBridge.Recording.Records;

namespace AiBridge.Recording.Writing;

/// <summary>What of one interception is written together: its beginning, its end, or both; with the segments that keep them until then.</summary>
internal sealed class BatchItem
{
    public OpeningRecord? Opening { get; init; }

    public ClosingRecord? Closing { get; set; }

    public Segment? OpeningSegment { get; init; }

    public Segment? ClosingSegment { get; set; }

    public Guid Id => Opening?.Id ?? Closing!.Id;

    /// <summary>One, or both ends.</summary>
    public int Records => Opening is not null && Closing is not null ? 2 : 1;

    /// <summary>The database has it.</summary>
    public void Release()
    {
        OpeningSegment?.Release();
        ClosingSegment?.Release();
    }
}
