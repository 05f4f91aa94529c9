using AiBridge.Management.Access;
using AiBridge.Management.Audit;
using AiBridge.Management.Bodies;
using AiBridge.Projects;
using AiBridge.Providers.Stored;
using AiBridge.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Management.Projects;

/// <summary>
/// Removes a project: first itself with tokens, secrets and providers, in one transaction, so that nothing goes on in its name; then
/// what was recorded, as far as that is soon done. What is left of it, and what requests that still run will leave, goes with <see cref="DeletedProjectsSweep"/>.
/// </summary>
internal sealed class ProjectRemoval(IDbContextFactory<BridgeDb> contexts, TokenDirectory tokens, StoredProviders providers, DeletedProjects records)
{
    private const int BatchesAtOnce = 10;

    public async Task<NoContent> DeleteAsync(string id, bool force, HttpContext context, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await ProjectEndpoints.LoadAsync(db, id, context, cancellation);
        context.Audit().ProjectId = id;
        EntityTag.Demand(context.Request, row.Version);
        if (row.Id == ProjectStore.DefaultId)
            throw RefusedException.Conflict("project_is_default", "The default project cannot be deleted.");
        if (id == context.Caller().ProjectId)
            throw RefusedException.Conflict("project_is_own", "A token cannot delete the project it lives in.");
        await using var transaction = await db.BeginWriteAsync(cancellation);
        if (!force && await DependentsAsync(db, id, cancellation) is { Any: true } dependents)
            throw HasDependents(row.Name, dependents);
        db.Projects.Remove(row);
        await context.Audit().SaveAsync(db, StatusCodes.Status204NoContent, taken: null, cancellation);

        // What is gone stops at once, even if the caller has left.
        await tokens.ReloadAsync(CancellationToken.None);
        await providers.ReloadAsync(CancellationToken.None);
        await DeleteRecordsAsync(id);
        return TypedResults.NoContent();
    }

    private async Task DeleteRecordsAsync(string id)
    {
        try
        {
            await records.DeleteRecordsAsync(id, BatchesAtOnce, CancellationToken.None);
        }
        catch (Exception failure) when (StoreFailures.IsUnavailable(failure))
        {
            // The project is gone all the same, and the sweep comes back to what is left of it.
        }
    }

    private static async Task<ProjectDependentsDto> DependentsAsync(BridgeDb db, string id, CancellationToken cancellation) => new(
        await db.Tokens.CountAsync(row => row.ProjectId == id && row.RevokedAt == null, cancellation),
        await db.Secrets.CountAsync(row => row.ProjectId == id, cancellation),
        await db.AiProviders.CountAsync(row => row.ProjectId == id, cancellation),
        await db.Interceptions.LongCountAsync(row => row.ProjectId == id, cancellation));

    private static RefusedException HasDependents(string name, ProjectDependentsDto dependents) => new(
        StatusCodes.Status409Conflict,
        "project_has_dependents",
        $"The project {name} holds {dependents.Tokens} tokens, {dependents.Secrets} secrets, {dependents.AiProviders} providers and {dependents.Interceptions} interceptions; force=true deletes them with it.")
    {
        Details = new Dictionary<string, object?>
        {
            ["dependents"] = new Dictionary<string, long>
            {
                ["tokens"] = dependents.Tokens,
                ["secrets"] = dependents.Secrets,
                ["aiProviders"] = dependents.AiProviders,
                ["interceptions"] = dependents.Interceptions,
            },
        },
    };
}
