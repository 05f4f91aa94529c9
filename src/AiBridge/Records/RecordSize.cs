using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Records;

/// <summary>What one interception with all that was recorded of it takes; the database tells it without reading the texts.</summary>
/// <param name="Octets">Of its texts as they are stored, in UTF-8.</param>
/// <param name="Texts">How many they are.</param>
internal sealed record RecordSize(long Octets, int Texts)
{
    /// <summary>Of a text beside its characters: the row, what is told of it, ids and names.</summary>
    private const int TextBytes = 1024;

    /// <summary>Bytes of memory for each octet: two as a text, and one while it comes from the database.</summary>
    private const int Copies = 3;

    public long Bytes => RecordReading.RowBytes + (Copies * Octets) + ((long)TextBytes * Texts);

    /// <summary>Null where there is none.</summary>
    public static Task<RecordSize?> FindAsync(IQueryable<InterceptionRow> one, CancellationToken cancellation) => one
        .Select(row => new RecordSize(
            row.Prompts.Sum(prompt => StoredText.Octets(prompt.Text))
                + row.ToolUsages.Sum(usage => StoredText.Octets(usage.Input))
                + row.ModelThoughts.Sum(thought => StoredText.Octets(thought.Content)),
            row.Prompts.Count + row.ToolUsages.Count + row.ModelThoughts.Count))
        .SingleOrDefaultAsync(cancellation);
}
