using System.ComponentModel;
using System.Text.Json;

namespace AiBridge.Contracts.Audit;

/// <summary>One write, done or refused.</summary>
public sealed record AuditDto
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    [Description("The token's id; null when there was no good one.")]
    public required string? ActorId { get; init; }

    public required string? ActorName { get; init; }

    [Description("Null: server-wide.")]
    public required string? ProjectId { get; init; }

    [Description("The permission it needed: providers:Write.")]
    public required string Action { get; init; }

    [Description("The operation's id in this document, createProvider; reloadConfiguration when a changed file took effect; cli: and a command, cli:token create. Null in entries of earlier versions.")]
    public required string? Operation { get; init; }

    [Description("Kind and id or name: providers/openai.")]
    public required string Resource { get; init; }

    [Description("Only what really changed.")]
    public required IReadOnlyList<AuditChangeDto> Changes { get; init; }

    [Description("succeeded, refused or failed.")]
    public required string Result { get; init; }

    [Description("The answer's HTTP status.")]
    public required int Status { get; init; }

    [Description("The problem's code; null when it succeeded.")]
    public required string? Code { get; init; }

    public required string RequestId { get; init; }

    public required string? ClientAddress { get; init; }
}

/// <param name="Field">Its path, <c>timeouts.connectSeconds</c>; of the server's configuration the key path, <c>Providers:openai:Enabled</c>.</param>
/// <param name="Before">Null: it was not there, or is a secret.</param>
/// <param name="After">Null: it is gone. Of a secret <c>set</c>, <c>changed</c> or <c>removed</c>.</param>
public sealed record AuditChangeDto(string Field, JsonElement? Before, JsonElement? After);
