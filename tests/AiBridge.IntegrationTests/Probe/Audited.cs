using AiBridge.IntegrationTests.Hosting;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Probe;

/// <summary>The audit log as it is stored.</summary>
internal static class Audited
{
    public static async Task<IReadOnlyList<AuditRow>> ListAsync(Bridge bridge)
    {
        await using var db = await bridge.Services.GetRequiredService<IDbContextFactory<BridgeDb>>().CreateDbContextAsync();
        return await db.AuditEntries.AsNoTracking().OrderBy(row => row.Id).ToListAsync();
    }
}
