namespace AiBridge.Storage.Rows;

/// <summary>Which version of the program brought a migration. Every earlier version must be able to read it, to say which one it would go back from: it is never changed.</summary>
internal sealed class StoreVersionRow
{
    /// <summary>The migration's id.</summary>
    public required string Migration { get; init; }

    /// <summary>Of a migration that is older than this list, the version that began it.</summary>
    public required string Version { get; init; }

    public long AppliedAt { get; init; }
}
