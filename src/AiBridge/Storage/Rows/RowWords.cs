namespace AiBridge.Storage.Rows;

/// <summary>The words of <see cref="ClosingColumns.Status"/>; constants, so that they can stand in a query literally.</summary>
internal static class RowWords
{
    public const string InProgress = "in_progress";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";
    public const string Interrupted = "interrupted";

    public static IReadOnlyList<string> All { get; } = [Completed, Failed, Cancelled, Interrupted, InProgress];
}
