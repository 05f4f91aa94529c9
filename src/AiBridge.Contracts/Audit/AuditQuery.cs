using System.ComponentModel;

namespace AiBridge.Contracts.Audit;

/// <summary>What the audit log is narrowed by.</summary>
public sealed record AuditQuery
{
    [Description("The id of the token that wrote.")]
    public string? ActorId { get; init; }

    [Description("For tokens of the server: one project. Others see their own only.")]
    public string? ProjectId { get; init; }

    [Description("The permission string, or all of a service: providers:*.")]
    public string? Action { get; init; }

    [Description("The operation, or all that begin so: createProvider, cli:*.")]
    public string? Operation { get; init; }

    [Description("Kind and id or name, providers/openai; or all of a kind: providers/*.")]
    public string? Resource { get; init; }

    [Description("succeeded, refused or failed.")]
    public string? Result { get; init; }

    [Description("At this time or later.")]
    public string? From { get; init; }

    [Description("Before this time.")]
    public string? To { get; init; }
}
