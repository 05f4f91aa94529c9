using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Providers;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Routing;

/// <summary>
/// Which stored responses a project may ask a central key for, and go on from: those that its own interceptions were given by that very account.
/// What another provider of the same name said, or one at another address, or what came with a caller's own key, says nothing of this one's. Recent
/// ones are known in memory; only an older one costs a look into the database.
/// </summary>
internal sealed class ResponseOwnership(RecentResponses recent, IDbContextFactory<BridgeDb> databases)
{
    public void Note(Exchange exchange)
    {
        if (exchange.Route.Protocol is { StoresResponses: true })
            recent.Add(exchange);
        else
            recent.AddThings(exchange);
    }

    /// <summary>Why the project may not ask for the response that the path names; null when it was given it.</summary>
    public ValueTask<BridgeError?> RefusalAsync(string projectId, ProviderInstance provider, RouteMatch match, CancellationToken cancellation) =>
        RefusalAsync(async () => !await BelongsToAsync(projectId, provider, match, cancellation), "this project was not given that response");

    /// <summary>Why the request may not go on from its response, or in its conversation: another project was given it and its own was not. Null when it may.</summary>
    public ValueTask<BridgeError?> RefusalAsync(Exchange exchange, CancellationToken cancellation) =>
        RefusalAsync(() => IsForeignAsync(exchange, cancellation), "this project was not given that response or conversation");

    /// <summary>Why the request may not name what it names: it is the account's own, or an answer to another project made it. Null when it may.</summary>
    public BridgeError? RefusalOfNames(Exchange exchange)
    {
        var names = exchange.Request.Names;
        if (names.Kept is { } member)
            return BridgeError.Forbidden($"{member} names what belongs to the holder of the provider's key; bring your own");
        foreach (var id in names.Made)
        {
            if (CutText.IsCut(id) || recent.IsForeignThing(exchange.Caller.ProjectId, exchange.Provider.Account, id))
                return BridgeError.Forbidden("this project was not given that item or container");
        }

        return null;
    }

    // Nobody knows whose it is while the store is away; and whoever holds the key could read it.
    private static async ValueTask<BridgeError?> RefusalAsync(Func<Task<bool>> isRefused, string words)
    {
        try
        {
            return await isRefused() ? BridgeError.Forbidden(words) : null;
        }
        catch (Exception failure) when (StoreFailures.IsUnavailable(failure))
        {
            return BridgeError.StorageUnavailable.After(TimeSpan.FromSeconds(StoreFailures.RetryAfterSeconds));
        }
    }

    private async Task<bool> BelongsToAsync(string projectId, ProviderInstance provider, RouteMatch match, CancellationToken cancellation)
    {
        if (match.ResponseId is not { } responseId)
            return false;
        if (recent.Contains(projectId, provider.Account, responseId))
            return true;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await IsOwnAsync(GivenBy(provider, database).Where(row => row.ProviderResponseId == responseId), projectId, cancellation);
    }

    private static IQueryable<InterceptionRow> GivenBy(ProviderInstance provider, BridgeDb database)
    {
        var centralized = EnumWord.Of(CredentialKind.Centralized);
        return database.Interceptions.AsNoTracking().Where(row =>
            row.CredentialKind == centralized && (row.ProviderInstance == provider.Account || (row.ProviderInstance == null && row.ProviderName == provider.Name)));
    }

    /// <summary>A record of an earlier version says nothing but the name, which is believed as long as nobody else has the id.</summary>
    private static async Task<bool> IsOwnAsync(IQueryable<InterceptionRow> holders, string projectId, CancellationToken cancellation) =>
        await holders.AnyAsync(row => row.ProjectId == projectId && row.ProviderInstance != null, cancellation)
        || (await holders.AnyAsync(row => row.ProjectId == projectId, cancellation) && !await holders.AnyAsync(row => row.ProjectId != projectId, cancellation));

    private async Task<bool> IsForeignAsync(Exchange exchange, CancellationToken cancellation)
    {
        var (responseId, conversationId) = (exchange.Request.PreviousResponseId, exchange.Request.ConversationId);
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var rows = GivenBy(exchange.Provider, database);
        return await IsForeignAsync(exchange, responseId, rows.Where(row => row.ProviderResponseId == responseId), cancellation)
            // One who only named it, and was refused, got no answer in it.
            || await IsForeignAsync(exchange, conversationId, rows.Where(row => row.ConversationId == conversationId && row.ProviderResponseId != null), cancellation);
    }

    private async ValueTask<bool> IsForeignAsync(Exchange exchange, string? id, IQueryable<InterceptionRow> holders, CancellationToken cancellation)
    {
        var own = exchange.Caller.ProjectId;
        if (id is null)
            return false;
        // Two ids that are too long to be kept whole may look the same: nobody can show that it was given one.
        if (CutText.IsCut(id))
            return true;
        if (recent.Contains(own, exchange.Provider.Account, id))
            return false;
        if (await IsOwnAsync(holders, own, cancellation))
            return false;
        return recent.IsHeld(exchange.Provider.Account, id) || await holders.AnyAsync(cancellation);
    }
}
