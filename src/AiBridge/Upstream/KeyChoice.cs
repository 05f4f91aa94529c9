using AiBridge.Contracts.Providers;
using AiBridge.Exchanges;
using AiBridge.Providers.Health;

namespace AiBridge.Upstream;

/// <summary>
/// Which of a provider's keys a request uses. A session stays on its key: rendezvous hashing spreads new ones over the free
/// keys, and the choice is remembered until that key leaves.
/// </summary>
internal sealed class KeyChoice(RecentResponses responses, TimeProvider clock)
{
    public const int MostSessions = 10_000;

    private readonly LruCache<UInt128, string> _pins = new(MostSessions, TimeSpan.FromHours(1), clock);

    /// <summary>The key whose account holds the response or conversation that the request goes on from; null when there is none, or it has left.</summary>
    public KeyState? Issuer(Exchange exchange, KeyPool pool)
    {
        var responseId = exchange.Request.PreviousResponseId ?? exchange.Request.ConversationId ?? exchange.Route.ResponseId;
        return responseId is not null && responses.KeyOf(exchange.Caller.ProjectId, exchange.Provider.Account, responseId) is { } id ? pool.Find(id) : null;
    }

    /// <summary>Takes a free key that was not tried yet; null when none is left.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="pool">At least one key.</param>
    /// <param name="scope">What the upstream limits apart: the model.</param>
    /// <param name="tried">In order.</param>
    public KeyState? Take(Exchange exchange, KeyPool pool, string scope, IReadOnlyList<KeyState> tried) => exchange.Provider.Options.KeySelection switch
    {
        KeySelection.Primary => TakeInOrder(pool, 0, exchange.Caller.Token.Id, scope, tried),
        KeySelection.RoundRobin => TakeInOrder(pool, tried.Count == 0 ? pool.NextRoundRobin() : PlaceAfter(pool, tried[^1]), exchange.Caller.Token.Id, scope, tried),
        _ => TakeForSession(SessionHash.Of(exchange), pool, exchange.Caller.Token.Id, scope, tried),
    };

    private static KeyState? TakeInOrder(KeyPool pool, int start, string caller, string scope, IReadOnlyList<KeyState> tried)
    {
        for (var i = 0; i < pool.Keys.Count; i++)
        {
            var key = pool.Keys[(start + i) % pool.Keys.Count];
            if (!tried.Contains(key) && key.TryTake(caller, scope))
                return key;
        }

        return null;
    }

    private KeyState? TakeForSession(UInt128 session, KeyPool pool, string caller, string scope, IReadOnlyList<KeyState> tried)
    {
        var pinned = _pins.TryGet(session, out var id) ? pool.Find(id) : null;
        if (pinned is not null && !tried.Contains(pinned) && pinned.TryTake(caller, scope))
            return pinned;
        var key = TakeBest((ulong)session, pool, caller, scope, tried);
        // Its own key may only have met a failing upstream, or refuse this caller; others have the same session, which goes back to it.
        if (key is not null && (pinned is null || !pinned.IsFreeForAll(scope)))
            _pins.Set(session, key.Id);
        return key;
    }

    private static KeyState? TakeBest(ulong session, KeyPool pool, string caller, string scope, IReadOnlyList<KeyState> tried)
    {
        while (true)
        {
            KeyState? best = null;
            foreach (var key in pool.Keys)
            {
                if (!tried.Contains(key) && key.IsFree(caller, scope) && (best is null || Score(session, key) > Score(session, best)))
                    best = key;
            }

            // Another request may have been faster to take it for a probe; then it is not free any more.
            if (best is null || best.TryTake(caller, scope))
                return best;
        }
    }

    private static int PlaceAfter(KeyPool pool, KeyState key)
    {
        for (var i = 0; i < pool.Keys.Count; i++)
        {
            if (ReferenceEquals(pool.Keys[i], key))
                return i + 1;
        }

        return 0;
    }

    // The finaliser of SplitMix64: every bit of both decides.
    private static ulong Score(ulong session, KeyState key)
    {
        var z = session ^ key.Seed;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
