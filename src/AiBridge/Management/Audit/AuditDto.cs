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

    [Description("Kind and id or name: providers/openai.")]
    public string Resource => row.Resource;

    [Description("Names of what was changed; secrets with their masked hint.")]
    public IReadOnlyList<string> Changes => row.Changes is null ? [] : JsonSerializer.Deserialize<string[]>(row.Changes)!;

    [Description("succeeded, refused or failed.")]
    public string Result => row.Result;

    [Description("The answer's HTTP status.")]
    public int Status => row.Status;

    [Description("The problem's code; null when it succeeded.")]
    public string? Code => row.Code;

    public string RequestId => row.RequestId;

    public string? ClientAddress => row.ClientAddress;
}
