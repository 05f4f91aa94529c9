using System.Collections.Concurrent;
using AiBridge.Contracts.Providers;
using AiBridge.Protocols;

namespace AiBridge.Providers.Health;

/// <summary>What one circuit stands for. Other breaker settings or another upstream make another circuit, so that a reload keeps what it did not change.</summary>
internal readonly record struct CircuitKey(string Provider, WireProtocol Protocol, string Model, string BaseUrl, CircuitBreakerOptions Options)
{
    public static CircuitKey Of(ProviderInstance provider, WireProtocol protocol, string? model) =>
        new(provider.QualifiedName, protocol, model ?? "", provider.BaseUrl, provider.Options.CircuitBreaker);

    public bool IsOf(ProviderInstance? provider) =>
        provider is not null && Provider == provider.QualifiedName && BaseUrl == provider.BaseUrl && Options == provider.Options.CircuitBreaker;
}

/// <summary>A circuit's state as it is told.</summary>
internal sealed record CircuitReport(WireProtocol Protocol, string Model, CircuitStatus State, int? RetryAfterSeconds);

/// <summary>One set a process. Clients choose the model names, so it is bounded.</summary>
/// <param name="clock">Times them.</param>
/// <param name="made">A circuit is there from now on.</param>
/// <param name="opened">It has opened.</param>
internal sealed class CircuitBreakers(TimeProvider clock, Action<CircuitKey> made, Action<CircuitKey> opened)
{
    public const int Capacity = 1_000;

    private readonly LruCache<CircuitKey, Circuit> _circuits = new(Capacity, TimeSpan.FromDays(1), clock);

    public IEnumerable<KeyValuePair<CircuitKey, CircuitBreaker>> All => _circuits.All.Select(circuit => KeyValuePair.Create(circuit.Key, circuit.Value.Breaker));

    /// <param name="key">What it stands for.</param>
    /// <param name="projectId">Whose request asks for it.</param>
    public CircuitBreaker Of(CircuitKey key, string projectId)
    {
        var circuit = _circuits.GetOrAdd(key, Make);
        circuit.Meet(projectId);
        return circuit.Breaker;
    }

    /// <param name="provider">Whose circuits.</param>
    /// <param name="projectId">Only those that the project's own requests have met: the names of models are the callers'. Null: all.</param>
    public IReadOnlyList<CircuitReport> Report(ProviderInstance provider, string? projectId = null) =>
    [
        .. from circuit in _circuits.All
           where circuit.Key.IsOf(provider) && (projectId is null || circuit.Value.HasMet(projectId))
           orderby circuit.Key.Protocol.Name, circuit.Key.Model
           let standing = circuit.Value.Breaker.Standing
           select new CircuitReport(circuit.Key.Protocol, circuit.Key.Model, standing, standing == CircuitStatus.Open ? circuit.Value.Breaker.RetryAfterSeconds : null),
    ];

    /// <summary>Forgets the circuits of providers that are gone or changed.</summary>
    public void Keep(ProviderRegistry providers) => _circuits.RemoveWhere(key => !key.IsOf(providers.FindByQualifiedName(key.Provider)));

    private Circuit Make(CircuitKey key)
    {
        made(key);
        return new Circuit(new CircuitBreaker(key.Options, clock, () => opened(key)));
    }

    private sealed class Circuit(CircuitBreaker breaker)
    {
        private readonly ConcurrentDictionary<string, byte> _projects = new(concurrencyLevel: 1, capacity: 1, StringComparer.Ordinal);

        public CircuitBreaker Breaker => breaker;

        public bool HasMet(string projectId) => _projects.ContainsKey(projectId);

        public void Meet(string projectId)
        {
            // To add takes a lock.
            if (!HasMet(projectId))
                _projects.TryAdd(projectId, 0);
        }
    }
}
