using AiBridge.Exchanges;
using AiBridge.Providers;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Routing;

/// <summary>
/// Which stored responses a project may ask a central key for, and go on from: those its own interceptions were given. Recent
/// ones are known in memory; only an older one costs a look into the database.
/// </summary>
internal sealed class ResponseOwnership(RecentResponses recent, IDbContextFactory<BridgeDb> databases)
{
    public void Note(Exchange exchange) => recent.Add(exchange);

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

    /// <summary>Whether the request goes on from a response, or in a conversation, that another project was given and its own was not.</summary>
    public async ValueTask<bool> IsForeignAsync(Exchange exchange, CancellationToken cancellation)
    {
        var (responseId, conversationId) = (exchange.Request.PreviousResponseId, exchange.Request.ConversationId);
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var rows = database.Interceptions.AsNoTracking().Where(row => row.ProviderName == exchange.Provider.Name);
        return await IsForeignAsync(exchange, responseId, rows.Where(row => row.ProviderResponseId == responseId), cancellation)
            // One who only named it, and was refused, got no answer in it.
            || await IsForeignAsync(exchange, conversationId, rows.Where(row => row.ConversationId == conversationId && row.ProviderResponseId != null), cancellation);
    }

    private async ValueTask<bool> IsForeignAsync(Exchange exchange, string? id, IQueryable<InterceptionRow> holders, CancellationToken cancellation)
    {
        var own = exchange.Caller.ProjectId;
        if (id is null || recent.Contains(own, exchange.Provider.Key, id))
            return false;
        if (await holders.AnyAsync(row => row.ProjectId == own, cancellation))
            return false;
        return recent.IsHeld(exchange.Provider.Key, id) || await holders.AnyAsync(cancellation);
    }
}
