using AiBridge.Contracts.Providers;
using AiBridge.Exchanges;
using AiBridge.Providers.Health;
using AiBridge.Upstream.Probing;

namespace AiBridge.Upstream;

/// <summary>The keys one request uses, one after the other, each at most once. A caller's own credential, and providers without keys, have none.</summary>
internal sealed class KeyFailover
{
    private readonly Exchange _exchange;
    private readonly KeyChoice _choice;
    private readonly KeyProbes _probes;
    private readonly HealthMetrics _metrics;
    private readonly Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> _send;
    private readonly KeyPool? _pool;
    private readonly string _caller;
    private readonly string _scope;
    private readonly List<KeyState> _tried = [];
    private bool _bound;

    /// <param name="exchange">The request.</param>
    /// <param name="health">Knows the keys' states.</param>
    /// <param name="choice">Finds the next one.</param>
    /// <param name="probes">Ask about a refused one.</param>
    /// <param name="send">Makes their calls.</param>
    public KeyFailover(Exchange exchange, ProviderHealth health, KeyChoice choice, KeyProbes probes, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send)
    {
        (_exchange, _choice, _probes, _metrics, _send) = (exchange, choice, probes, health.Metrics, send);
        _caller = exchange.Caller.Token.Id;
        _scope = exchange.Route.Bridged ? exchange.ModelScope : "passthrough " + exchange.Route.Pattern;
        if (exchange.Byok is null && exchange.Provider is { Auth: ProviderAuth.ApiKey, Keys.Count: > 0 })
            _pool = health.KeysOf(exchange.Provider);
    }

    /// <summary>The key in use; null where none is.</summary>
    public KeyState? Current { get; private set; }

    /// <summary>Whether what an answer says of its key has consequences.</summary>
    public bool CanFailOver => _pool is { CanFailOver: true };

    /// <summary>Only one key was used so far, so that it may be used again.</summary>
    public bool OnFirst => _tried.Count <= 1;

    /// <exception cref="UpstreamException">No key can be used now.</exception>
    public void Begin()
    {
        if (_pool is null)
            return;
        var issuer = _choice.Issuer(_exchange, _pool);
        // A limited one is still the only one that can go on; a refused one only gets the calls that decide about it.
        if (issuer?.IsRefusedTo(_caller) == true && !issuer.TryTake(_caller, _scope))
            issuer = null;
        _bound = issuer is not null;
        if (!(_pool.CanFailOver ? Use(issuer ?? _choice.Take(_exchange, _pool, _scope, _tried)) : Use(_pool.Keys[0])))
            throw new UpstreamException(NoneLeft(words: null));
    }

    /// <summary>Goes on to the next free key; false when there is none.</summary>
    public bool MoveNext() => _pool is { CanFailOver: true } && !_bound && Use(_choice.Take(_exchange, _pool, _scope, _tried));

    /// <summary>What the client is told when no key is left, or the last one was refused.</summary>
    /// <param name="words">The upstream's, free of credentials; null when it was not asked.</param>
    public BridgeError NoneLeft(string? words)
    {
        var error = _pool is { CanFailOver: true } && _pool.ShortestWait(_caller, _scope) is { } wait && wait > TimeSpan.Zero
            ? BridgeError.KeysExhausted(_exchange.Provider.Name, wait)
            : RefusalMessage.Quote(BridgeError.KeysRejected(_exchange.Provider.Name), words ?? _pool?.WordsTo(_caller));
        _metrics.Exhausted(_exchange.Provider, error.Code);
        return error;
    }

    /// <summary>Lets the key in use learn from an answer.</summary>
    /// <param name="verdict">What the answer says of the key.</param>
    /// <param name="hint">When the limit that was met ends.</param>
    /// <param name="callBegan">Timestamp.</param>
    /// <param name="words">The upstream's, free of credentials.</param>
    public void Learn(KeyVerdict verdict, TimeSpan? hint, long callBegan, string? words)
    {
        if (!CanFailOver || Current is not { } key)
            return;
        if (verdict is KeyVerdict.Accepted or KeyVerdict.Limited or KeyVerdict.Spent)
            Accepted(key, callBegan, served: verdict == KeyVerdict.Accepted);
        switch (verdict)
        {
            case KeyVerdict.None:
                key.Undecided(callBegan);
                break;
            case KeyVerdict.Refused:
                // Another key may belong to the same account.
                _bound = false;
                if (key.Failed(_caller, KeyFault.Refused, callBegan, words))
                    Rejected(key);
                else
                    _probes.Begin(_exchange.Provider, key, _send, Rejected);
                break;
            case KeyVerdict.Limited:
                key.Limited(_scope, hint ?? TimeSpan.Zero);
                _metrics.KeyMoved(_exchange.Provider, KeyTransition.Limited);
                break;
            case KeyVerdict.Spent:
                if (key.Failed(_caller, KeyFault.Spent, callBegan, words: null))
                    _metrics.KeyMoved(_exchange.Provider, KeyTransition.Spent);
                break;
        }
    }

    private void Accepted(KeyState key, long callBegan, bool served)
    {
        var wasRejected = key.IsRejected;
        key.Accepted(_caller, callBegan, served);
        if (wasRejected && !key.IsRejected)
            _metrics.KeyMoved(_exchange.Provider, KeyTransition.Recovered);
    }

    private void Rejected(KeyState key)
    {
        _metrics.KeyMoved(_exchange.Provider, KeyTransition.Refused);
        _probes.Rejected(_exchange.Provider, key);
    }

    private bool Use(KeyState? key)
    {
        if (key is null)
            return false;
        if (CanFailOver)
            _tried.Add(key);
        Current = key;
        return true;
    }
}
