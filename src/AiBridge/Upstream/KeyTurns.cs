using AiBridge.Exchanges;
using AiBridge.Providers;
using AiBridge.Providers.Health;

namespace AiBridge.Upstream;

/// <summary>The keys one request uses, one after the other, each at most once. A caller's own credential, and the providers that have no keys, have no turns.</summary>
internal sealed class KeyTurns
{
    private readonly Exchange _exchange;
    private readonly KeyChoice _choice;
    private readonly KeyPool? _pool;
    private readonly string _scope;
    private readonly List<KeyState> _tried = [];
    private bool _bound;

    public KeyTurns(Exchange exchange, ProviderHealth health, KeyChoice choice)
    {
        _exchange = exchange;
        _choice = choice;
        _scope = exchange.Route.Rule.Bridged ? exchange.ModelScope : "passthrough " + exchange.Route.Rule.Path;
        if (exchange.Byok is null && exchange.Provider is { Auth: ProviderAuth.ApiKey, Keys.Count: > 0 })
            _pool = health.KeysOf(exchange.Provider);
    }

    /// <summary>The key in use; null where none is.</summary>
    public KeyState? Current { get; private set; }

    /// <summary>Whether what an answer says of its key has consequences.</summary>
    public bool Benches => _pool is { Benches: true };

    /// <summary>Only one key was used so far, so that it may be used again.</summary>
    public bool OnFirst => _tried.Count <= 1;

    /// <exception cref="UpstreamFailure">No key can be used now.</exception>
    public void Begin(DateTimeOffset now)
    {
        if (_pool is null)
            return;
        var issuer = _choice.Issuer(_exchange, _pool);
        // A limited one is still the only one that can go on; a refused one only gets its probes.
        if (issuer is { IsRefused: true } && !issuer.TryTake(_scope, now))
            issuer = null;
        _bound = issuer is not null;
        if (!(_pool.Benches ? Use(issuer ?? _choice.Take(_exchange, _pool, _scope, _tried)) : Use(_pool.Keys[0])))
            throw new UpstreamFailure(NoneLeft(now));
    }

    /// <summary>Goes on to the next free key; false when there is none.</summary>
    public bool MoveNext() => _pool is { Benches: true } && !_bound && Use(_choice.Take(_exchange, _pool, _scope, _tried));

    /// <summary>What the client is told when no key is left, or the last one was refused.</summary>
    public BridgeError NoneLeft(DateTimeOffset now) => _pool is { Benches: true } && _pool.ShortestWait(_scope, now) is { } wait && wait > TimeSpan.Zero
        ? BridgeError.KeysExhausted(_exchange.Provider.Name, wait)
        : BridgeError.KeysRejected(_exchange.Provider.Name);

    /// <summary>Lets the key in use learn from an answer.</summary>
    public void Learn(KeyVerdict verdict, TimeSpan? hint, DateTimeOffset callBegan, DateTimeOffset now)
    {
        if (!Benches || Current is not { } key)
            return;
        if (verdict is KeyVerdict.Accepted or KeyVerdict.Limited or KeyVerdict.Spent)
            key.Accepted(callBegan);
        switch (verdict)
        {
            case KeyVerdict.None:
                key.Undecided(callBegan, now);
                break;
            case KeyVerdict.Refused:
                key.Refused(callBegan, now);
                // Another key may belong to the same account.
                _bound = false;
                break;
            case KeyVerdict.Limited:
                key.Limited(_scope, hint ?? TimeSpan.Zero, now);
                break;
            case KeyVerdict.Spent:
                key.Spent(now);
                break;
        }
    }

    private bool Use(KeyState? key)
    {
        if (key is null)
            return false;
        if (Benches)
            _tried.Add(key);
        Current = key;
        return true;
    }
}
