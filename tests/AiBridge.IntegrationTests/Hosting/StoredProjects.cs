using AiBridge.Projects;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>Projects for tests that are about something else.</summary>
internal static class StoredProjects
{
    /// <summary>Stores a project; its id.</summary>
    public static async Task<string> ProjectAsync(this Bridge bridge, string name)
    {
        await using var db = await bridge.Services.GetRequiredService<IDbContextFactory<BridgeDb>>().CreateDbContextAsync();
        var row = new ProjectRow { Id = TokenFormat.NewId("prj_"), Name = name };
        db.Projects.Add(row);
        await db.SaveChangesAsync();
        return row.Id;
    }
}
