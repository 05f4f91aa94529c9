using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Projects;

/// <summary>The projects (tenants).</summary>
internal sealed class ProjectStore(IDbContextFactory<BridgeDb> contexts)
{
    public const string DefaultId = "prj_default";
    public const string DefaultName = "default";

    public async Task<IReadOnlyList<ProjectRow>> ListAsync(CancellationToken cancellation = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Projects.AsNoTracking().OrderBy(row => row.Name).ToListAsync(cancellation);
    }

    /// <summary>A project's tokens, revoked ones too, oldest first.</summary>
    public async Task<IReadOnlyList<TokenRow>> ListTokensAsync(string projectId, CancellationToken cancellation = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Tokens.AsNoTracking()
            .Where(row => row.ProjectId == projectId)
            .OrderBy(row => row.CreatedAt).ThenBy(row => row.Id)
            .ToListAsync(cancellation);
    }
}
