using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Projects;

/// <summary>What a project holds, and goes with it.</summary>
/// <param name="Tokens">Live tokens.</param>
/// <param name="Secrets">Stored secrets.</param>
/// <param name="AiProviders">Providers of its own.</param>
/// <param name="Interceptions">Recorded requests.</param>
internal sealed record ProjectDependents(int Tokens, int Secrets, int AiProviders, long Interceptions)
{
    public bool Any => Tokens + Secrets + AiProviders + Interceptions > 0;

    public static async Task<ProjectDependents> OfAsync(BridgeDb db, string id, CancellationToken cancellation) => new(
        await db.Tokens.CountAsync(row => row.ProjectId == id && row.RevokedAt == null, cancellation),
        await db.Secrets.CountAsync(row => row.ProjectId == id, cancellation),
        await db.AiProviders.CountAsync(row => row.ProjectId == id, cancellation),
        await db.Interceptions.LongCountAsync(row => row.ProjectId == id, cancellation));

    public RefusedException StandInTheWayOf(ProjectRow project) => new(
        StatusCodes.Status409Conflict,
        "project_has_dependents",
        $"The project {project.Name} holds {Tokens} tokens, {Secrets} secrets, {AiProviders} providers and {Interceptions} interceptions; force=true deletes them with it.")
    {
        Details = new Dictionary<string, object?>
        {
            ["dependents"] = new Dictionary<string, long> { ["tokens"] = Tokens, ["secrets"] = Secrets, ["aiProviders"] = AiProviders, ["interceptions"] = Interceptions },
        },
    };
}
