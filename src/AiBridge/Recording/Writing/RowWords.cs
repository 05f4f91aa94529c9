namespace AiBridge.Recording.Writing;

/// <summary>Stored status words that statements compare with; constants, so that they can stand in a query literally.</summary>
internal static class RowWords
{
    public const string InProgress = "in_progress";
    public const string Interrupted = "interrupted";
}
