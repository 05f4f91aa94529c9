using AiBridge.Projects;
using AiBridge.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>Tokens for tests that are about something else: stored and in force, and not in the audit log.</summary>
internal static class StoredTokens
{
    public static async Task<IssuedToken> IssueAsync(this Bridge bridge, NewToken wanted)
    {
        var issued = IssuedToken.Make(wanted, bridge.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        await using var db = await bridge.Services.GetRequiredService<IDbContextFactory<BridgeDb>>().CreateDbContextAsync();
        db.Tokens.Add(issued.Row);
        await db.SaveChangesAsync();
        await bridge.Services.GetRequiredService<TokenDirectory>().ReloadAsync();
        return issued;
    }

    public static async Task RevokeAsync(this Bridge bridge, string tokenId)
    {
        await using var db = await bridge.Services.GetRequiredService<IDbContextFactory<BridgeDb>>().CreateDbContextAsync();
        (await db.Tokens.SingleAsync(row => row.Id == tokenId)).RevokedAt = bridge.Services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
        await db.SaveChangesAsync();
        await bridge.Services.GetRequiredService<TokenDirectory>().ReloadAsync();
    }
}
