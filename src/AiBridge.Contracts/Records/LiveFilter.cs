using System.ComponentModel;

namespace AiBridge.Contracts.Records;

/// <summary>What live events are narrowed by. Values are compared as written, upper and lower case apart.</summary>
public sealed record LiveFilter
{
    [Description("The provider's type, such as anthropic.")]
    public string? Provider { get; init; }

    [Description("The provider's name.")]
    public string? ProviderName { get; init; }

    [Description("The model as the client asked for it.")]
    public string? Model { get; init; }

    [Description("The client's name, such as Claude Code.")]
    public string? Client { get; init; }

    [Description("For administrators: one project. Others see their own only.")]
    public string? ProjectId { get; init; }

    [Description("The id of the token that asked.")]
    public string? InitiatorId { get; init; }

    [Description("The session.")]
    public string? SessionId { get; init; }
}
