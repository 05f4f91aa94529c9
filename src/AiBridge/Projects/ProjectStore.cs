using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Projects;

/// <summary>The projects (tenants).</summary>
internal sealed class ProjectStore(IDbContextFactory<BridgeDb> contexts, TimeProvider clock)
{
    public const string DefaultId = "prj_default";
    public const string DefaultName = "default";

    public async Task<IReadOnlyList<ProjectRow>> ListAsync(CancellationToken cancellation = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Projects.AsNoTracking().OrderBy(row => row.Name).ToListAsync(cancellation);
    }

    public async Task<ProjectRow?> FindAsync(string id, CancellationToken cancellation = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Projects.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellation);
    }

    /// <exception cref="DbUpdateException">The name is taken.</exception>
    public async Task<ProjectRow> CreateAsync(string name, CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var row = new ProjectRow { Id = TokenForm.NewId("prj_"), Name = name, CreatedAt = now, UpdatedAt = now };
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        db.Projects.Add(row);
        await db.SaveChangesAsync(cancellation);
        return row;
    }
}
