using System.ComponentModel;
using System.Text.Json;
using AiBridge.Storage.Rows;

namespace AiBridge.Management.Audit;

/// <summary>One write, done or refused.</summary>
internal sealed class AuditDto(AuditRow row)
{
    public Guid Id => row.Id;

    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(row.At);

    [Description("The token's id; null when there was no good one.")]
    public string? ActorId => row.ActorId;

    public string? ActorName => row.ActorName;

    [Description("Null: server-wide.")]
    public string? ProjectId => row.ProjectId;

    [Description("The permission it needed: providers:Write.")]
    public string Action => row.Action;

    [Description("The operation's id in this document, createProvider; reloadConfiguration when a changed file took effect; cli: and a command, cli:token create. Null in entries of earlier versions.")]
    public string? Operation => row.Operation;

    [Description("Kind and id or name: providers/openai.")]
    public string Resource => row.Resource;

    [Description("Only what really changed.")]
    public IReadOnlyList<AuditChangeDto> Changes => row.Changes is null ? [] : [.. JsonElement.Parse(row.Changes).EnumerateArray().Select(AuditChangeDto.Of)];

    [Description("succeeded, refused or failed.")]
    public string Result => row.Result;

    [Description("The answer's HTTP status.")]
    public int Status => row.Status;

    [Description("The problem's code; null when it succeeded.")]
    public string? Code => row.Code;

    public string RequestId => row.RequestId;

    public string? ClientAddress => row.ClientAddress;
}

/// <param name="Field">Its path, <c>timeouts.connectSeconds</c>; of the server's configuration the key path, <c>Providers:openai:Enabled</c>.</param>
/// <param name="Before">Null: it was not there, or is a secret.</param>
/// <param name="After">Null: it is gone. Of a secret <c>set</c>, <c>changed</c> or <c>removed</c>.</param>
internal sealed record AuditChangeDto(string Field, JsonElement? Before, JsonElement? After)
{
    /// <summary>Earlier versions wrote names alone.</summary>
    public static AuditChangeDto Of(JsonElement change) => change.ValueKind == JsonValueKind.String
        ? new AuditChangeDto(change.GetString()!, null, null)
        : new AuditChangeDto(change.GetProperty("field").GetString()!, Value(change, "before"), Value(change, "after"));

    private static JsonElement? Value(JsonElement change, string name) => change.GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? value : null;
}
