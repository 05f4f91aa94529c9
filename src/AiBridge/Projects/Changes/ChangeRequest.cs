using System.Text.Json.Nodes;

namespace AiBridge.Projects.Changes;

/// <summary>A change that somebody wants made.</summary>
/// <param name="Caller">Who wants it.</param>
/// <param name="Operation">What is to be done, and what it takes to be allowed to.</param>
/// <param name="Resource">Kind and id or name as the caller gave them: <c>secrets/sec_…</c>, or the kind alone for a new one.</param>
internal sealed record ChangeRequest(Caller Caller, Operation Operation, string Resource)
{
    public ExpectedVersion Expected { get; init; } = ExpectedVersion.None;

    /// <summary>What it shall be, as the caller gave it; read anew at every try.</summary>
    public JsonObject Input { get; init; } = [];
}
