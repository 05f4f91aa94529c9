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

    private readonly LruCache<CircuitKey, CircuitBreaker> _circuits = new(Capacity, TimeSpan.FromDays(1), clock);

    public IEnumerable<KeyValuePair<CircuitKey, CircuitBreaker>> All => _circuits.All;

    public CircuitBreaker Of(CircuitKey key) => _circuits.GetOrAdd(key, Make);

    public IReadOnlyList<CircuitReport> Report(ProviderInstance provider) =>
    [
        .. from circuit in _circuits.All
           where circuit.Key.IsOf(provider)
           orderby circuit.Key.Protocol.Name, circuit.Key.Model
           let standing = circuit.Value.Standing
           select new CircuitReport(circuit.Key.Protocol, circuit.Key.Model, standing, standing == CircuitStatus.Open ? circuit.Value.RetryAfterSeconds : null),
    ];

    /// <summary>Forgets the circuits of providers that are gone or changed.</summary>
    public void Keep(ProviderRegistry providers) => _circuits.RemoveWhere(key => !key.IsOf(providers.FindByQualifiedName(key.Provider)));

    private CircuitBreaker Make(CircuitKey key)
    {
        made(key);
        return new CircuitBreaker(key.Options, clock, () => opened(key));
    }
}
