using System.Text.RegularExpressions;
using AiBridge.Storage;
using AiBridge.Storage.Rows;

namespace AiBridge.Projects.Audit;

/// <summary>What the audit log will say of the call in hand.</summary>
/// <param name="operation">What is to be done.</param>
/// <param name="origin">Which call it is.</param>
/// <param name="resource">Kind and id or name as the caller gave them; may hold anything.</param>
/// <param name="clock">Says when it is written.</param>
internal sealed partial class AuditEntry(Operation operation, CallOrigin origin, string resource, TimeProvider clock)
{
    private const int LongestPath = 6;

    private static readonly TimeOrderedId Ids = new();

    public Operation Operation => operation;

    public CallOrigin Origin => origin;

    /// <summary>Null until it is known, and when there is no good token.</summary>
    public Caller? Caller { get; set; }

    /// <summary>What the write really changes.</summary>
    public AuditChanges Changes { get; } = new();

    /// <summary>Kind and id or name: <c>providers/openai</c>.</summary>
    public string Resource { get; set; } = Clean(resource);

    /// <summary>The project it concerns; null for what is server-wide, and for a refusal that of the caller's token.</summary>
    public string? ProjectId { get; set; }

    /// <summary>The change is made anew: what was found out about it no longer holds.</summary>
    public void Reset()
    {
        Changes.Clear();
        (Resource, ProjectId) = (Clean(resource), null);
    }

    public AuditRow Row(string result, int status, string? code)
    {
        var now = clock.GetUtcNow();
        var token = Caller?.Token;
        return new AuditRow
        {
            Id = Ids.Next(now),
            At = now.ToUnixTimeMilliseconds(),
            ActorId = origin.Command is null ? token?.Id : null,
            ActorName = Caller?.Name,
            ProjectId = ProjectId ?? (result != AuditRow.Succeeded && token is { ServerScope: false } ? token.ProjectId : null),
            Action = operation.Permission,
            Operation = origin.Command is null ? operation.Name : $"cli:{origin.Command}",
            Resource = Resource,
            Changes = result == AuditRow.Succeeded ? Changes.ToJson() : null,
            Result = result,
            Status = status,
            Code = code,
            RequestId = origin.RequestId,
            ClientAddress = origin.ClientAddress,
        };
    }

    /// <summary>Ids of ours, and names by the rule for providers that are too short for a key.</summary>
    [GeneratedRegex("^((prj|tok|sec|aip)_[a-z0-9_]{1,40}|[a-z0-9-]{1,32})$")]
    private static partial Regex Id();

    // What stands where an id belongs may be anything, a pasted key too.
    private static string Clean(string path) =>
        string.Join('/', path.Trim('/').Split('/').Take(LongestPath).Select(segment => Id().IsMatch(segment) ? segment : "(other)"));
}
