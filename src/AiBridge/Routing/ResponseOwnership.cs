using AiBridge.Exchanges;
using AiBridge.Providers;
using AiBridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Routing;

/// <summary>
/// Which stored responses a project may ask a central key for: those its own interceptions were given. Recent ones are
/// known in memory; only an older one costs a look into the database, and only on this passthrough route.
/// </summary>
internal sealed class ResponseOwnership(RecentResponses recent, IDbContextFactory<BridgeDb> databases)
{
    public void Note(Exchange closed) => recent.Add(closed);

    public async ValueTask<bool> BelongsToAsync(string projectId, ProviderInstance provider, RouteMatch match, CancellationToken cancellation)
    {
        if (match.ResponseId is not { } responseId)
            return false;
        if (recent.Contains(projectId, provider.Key, responseId))
            return true;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.Interceptions.AsNoTracking().AnyAsync(
            row => row.ProjectId == projectId && row.ProviderResponseId == responseId && row.ProviderName == provider.Name,
            cancellation);
    }
}
