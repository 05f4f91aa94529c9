using System.Text.Json;
using AiBridge.Contracts.Audit;
using AiBridge.Storage.Rows;

namespace AiBridge.Projects.Audit;

/// <summary>What is told of an entry.</summary>
internal static class AuditMapping
{
    public static AuditDto ToDto(AuditRow row) => new()
    {
        Id = row.Id,
        At = DateTimeOffset.FromUnixTimeMilliseconds(row.At),
        ActorId = row.ActorId,
        ActorName = row.ActorName,
        ProjectId = row.ProjectId,
        Action = row.Action,
        Operation = row.Operation,
        Resource = row.Resource,
        Changes = row.Changes is null ? [] : [.. JsonElement.Parse(row.Changes).EnumerateArray().Select(Change)],
        Result = row.Result,
        Status = row.Status,
        Code = row.Code,
        RequestId = row.RequestId,
        ClientAddress = row.ClientAddress,
    };

    // Earlier versions wrote names alone.
    private static AuditChangeDto Change(JsonElement change) => change.ValueKind == JsonValueKind.String
        ? new AuditChangeDto(change.GetString()!, null, null)
        : new AuditChangeDto(change.GetProperty("field").GetString()!, Value(change, "before"), Value(change, "after"));

    private static JsonElement? Value(JsonElement change, string name) => change.GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? value : null;
}
