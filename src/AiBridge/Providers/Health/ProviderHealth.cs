using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AiBridge.Protocols;

namespace AiBridge.Providers.Health;

/// <summary>The last thing that went wrong at a provider.</summary>
internal sealed record LastError(ErrorClass Class, DateTimeOffset At);

/// <summary>
/// What this process has learnt of its providers: key states, circuits, access tokens, the last error. A reload keeps the state of keys
/// that stay, but a change of their provider has refused ones tried at once; what belongs to a key, provider or upstream that is
/// gone is forgotten.
/// </summary>
internal sealed class ProviderHealth : IDisposable
{
    private readonly ConditionalWeakTable<ProviderInstance, KeyPool> _pools = [];
    private readonly Dictionary<KeyPlace, KeyState> _keys = [];
    private readonly ConcurrentDictionary<string, LastError> _errors = new(StringComparer.Ordinal);
    private readonly Lock _change = new();
    private readonly ProviderRegistry _providers;
    private readonly TimeProvider _clock;

    public ProviderHealth(ProviderRegistry providers, HealthMetrics metrics, TimeProvider clock)
    {
        (_providers, Metrics, _clock) = (providers, metrics, clock);
        Circuits = new CircuitBreakers(clock, OnCircuitMade, OnCircuitOpened);
        OAuth = new OAuthStates(clock);
        _providers.Changed += Forget;
    }

    public HealthMetrics Metrics { get; }

    public CircuitBreakers Circuits { get; }

    public OAuthStates OAuth { get; }

    public ModelCounts Models { get; } = new();

    /// <summary>The instance's keys; a request that began before a reload keeps its own pool, over the same states.</summary>
    public KeyPool KeysOf(ProviderInstance provider) => _pools.TryGetValue(provider, out var pool) ? pool : MakePool(provider);

    public void Failed(ProviderInstance provider, ErrorClass error, DateTimeOffset at)
    {
        if (_providers.FindByQualifiedName(provider.QualifiedName) is not null)
            _errors[provider.QualifiedName] = new LastError(error, at);
    }

    public LastError? LastErrorOf(ProviderInstance provider) => _errors.GetValueOrDefault(provider.QualifiedName);

    /// <summary>Of its last successful model list; null without one.</summary>
    public int? ModelCountOf(ProviderInstance provider) => Models.Of(provider);

    public void Dispose() => _providers.Changed -= Forget;

    private void OnCircuitMade(CircuitKey circuit)
    {
        if (_providers.FindByQualifiedName(circuit.Provider) is { } provider)
            Metrics.Known(provider, circuit.Protocol, circuit.Model);
    }

    private void OnCircuitOpened(CircuitKey circuit)
    {
        if (_providers.FindByQualifiedName(circuit.Provider) is { } provider)
            Metrics.Tripped(provider, circuit.Protocol, circuit.Model);
    }

    private KeyPool MakePool(ProviderInstance provider)
    {
        lock (_change)
        {
            if (_pools.TryGetValue(provider, out var made))
                return made;
            var isCurrent = ReferenceEquals(_providers.FindByQualifiedName(provider.QualifiedName), provider);
            var pool = new KeyPool([.. provider.Keys.Select(secret => StateOf(provider, new KeyState(secret, _clock), isCurrent))]);
            _pools.Add(provider, pool);
            return pool;
        }
    }

    private KeyState StateOf(ProviderInstance provider, KeyState fresh, bool keep)
    {
        var place = new KeyPlace(provider.QualifiedName, provider.BaseUrl, fresh.Id);
        if (_keys.TryGetValue(place, out var known))
        {
            if (keep)
                known.Reconsider();
            return known;
        }

        if (keep)
            _keys.Add(place, fresh);
        return fresh;
    }

    private void Forget()
    {
        // Pools first: they carry over the states that are about to be looked for.
        var present = _providers.All
            .SelectMany(provider => KeysOf(provider).Keys.Select(key => new KeyPlace(provider.QualifiedName, provider.BaseUrl, key.Id)))
            .ToHashSet();
        lock (_change)
        {
            foreach (var place in _keys.Keys.Where(place => !present.Contains(place)).ToList())
                _keys.Remove(place);
        }

        Circuits.Keep(_providers);
        OAuth.Keep(_providers);
        Models.Keep(_providers);
        foreach (var gone in _errors.Keys.Where(key => _providers.FindByQualifiedName(key) is null))
            _errors.TryRemove(gone, out _);
    }

    private readonly record struct KeyPlace(string Provider, string BaseUrl, string KeyId);
}
