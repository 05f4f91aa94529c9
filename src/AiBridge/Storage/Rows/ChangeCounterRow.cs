namespace AiBridge.Storage.Rows;

/// <summary>Counts the changes to a group of tables, so that another process notices one by reading a single row.</summary>
internal sealed class ChangeCounterRow
{
    /// <summary>The counter of tokens and projects.</summary>
    public const string Projects = "projects";

    /// <summary>The counter of providers, server-wide and projects', of the secrets they use, and of whom projects' chats ask.</summary>
    public const string Providers = "providers";

    public required string Name { get; init; }

    public long Version { get; set; }
}
