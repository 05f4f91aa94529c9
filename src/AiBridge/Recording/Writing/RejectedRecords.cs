using System.Text.Json;
using AiBridge.Configuration;
using AiBridge.Recording.Journaling;
using AiBridge.Recording.Records;

namespace AiBridge.Recording.Writing;

/// <summary>Keeps what the database refuses, one JSON record a line, for a person to look at.</summary>
internal sealed class RejectedRecords(OwnerDirectory owner)
{
    public string File => Path.Combine(owner.Root, "rejected.jsonl");

    /// <exception cref="IOException">No room.</exception>
    public void Keep(BatchItem item)
    {
        using var lines = new StreamWriter(OwnerOnly.Open(File, FileMode.Append, FileAccess.Write, FileShare.Read));
        if (item.Opening is { } opening)
            lines.WriteLine(JsonSerializer.Serialize(opening, RecordJson.Default.OpeningRecord));
        if (item.Closing is { } closing)
            lines.WriteLine(JsonSerializer.Serialize(closing, RecordJson.Default.ClosingRecord));
        if (item.Amendment is { } amendment)
            lines.WriteLine(JsonSerializer.Serialize(amendment, RecordJson.Default.AmendmentRecord));
    }
}
