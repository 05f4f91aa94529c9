using AiBridge.Projects;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>The database behind a bridge, for tests that are about something else: what is stored here is in force, and not in the audit log.</summary>
internal static class StoredData
{
    public static Task<BridgeDb> DbAsync(this Bridge bridge) =>
        bridge.Services.GetRequiredService<IDbContextFactory<BridgeDb>>().CreateDbContextAsync();

    /// <summary>Stores a project; its id.</summary>
    public static async Task<string> ProjectAsync(this Bridge bridge, string name)
    {
        await using var db = await bridge.DbAsync();
        var row = new ProjectRow { Id = TokenFormat.NewId("prj_"), Name = name };
        db.Projects.Add(row);
        await db.SaveChangesAsync();
        return row.Id;
    }

    public static async Task<IssuedToken> IssueAsync(this Bridge bridge, NewToken wanted)
    {
        var issued = IssuedToken.Make(wanted, bridge.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        await using var db = await bridge.DbAsync();
        db.Tokens.Add(issued.Row);
        await db.SaveChangesAsync();
        await bridge.Services.GetRequiredService<TokenDirectory>().ReloadAsync();
        return issued;
    }

    /// <summary>A new token of a project.</summary>
    public static async Task<string> TokenAsync(this Bridge bridge, string projectId, params string[] permissions) =>
        (await bridge.IssueAsync(new NewToken(projectId, "test", permissions))).Secret.Reveal();

    public static async Task RevokeAsync(this Bridge bridge, string tokenId)
    {
        await using var db = await bridge.DbAsync();
        (await db.Tokens.SingleAsync(row => row.Id == tokenId)).RevokedAt = bridge.Services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
        await db.SaveChangesAsync();
        await bridge.Services.GetRequiredService<TokenDirectory>().ReloadAsync();
    }

    /// <summary>The audit log as it is stored.</summary>
    public static async Task<IReadOnlyList<AuditRow>> AuditAsync(this Bridge bridge)
    {
        await using var db = await bridge.DbAsync();
        return await db.AuditEntries.AsNoTracking().OrderBy(row => row.Id).ToListAsync();
    }
}
