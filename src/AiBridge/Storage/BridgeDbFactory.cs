using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage;

/// <summary>Hands out a provider's contexts as what callers know.</summary>
internal sealed class BridgeDbFactory<TDb>(IDbContextFactory<TDb> contexts) : IDbContextFactory<BridgeDb>
    where TDb : BridgeDb
{
    public BridgeDb CreateDbContext() => contexts.CreateDbContext();

    public async Task<BridgeDb> CreateDbContextAsync(CancellationToken cancellationToken = default) =>
        await contexts.CreateDbContextAsync(cancellationToken);
}
