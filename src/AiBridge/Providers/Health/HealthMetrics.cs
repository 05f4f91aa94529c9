using System.Diagnostics;
using System.Diagnostics.Metrics;
using AiBridge.Protocols;
using AiBridge.Telemetry;

namespace AiBridge.Providers.Health;

/// <summary>What becomes of circuits and keys, as it happens; how they stand <see cref="HealthGauges"/> tell.</summary>
internal sealed class HealthMetrics
{
    public const string Protocol = "protocol";
    public const string Model = "model";

    private static readonly string[] Outcomes = ["keys_exhausted", "keys_rejected"];

    private readonly MetricLabels _labels;
    private readonly SeriesTable<string> _circuits = new(CircuitBreakers.Capacity, static circuit => circuit.Model);
    private readonly Counter<long> _trips;
    private readonly Counter<long> _rejects;
    private readonly Counter<long> _transitions;
    private readonly Counter<long> _exhaustions;

    public HealthMetrics(BridgeMeter meter, MetricLabels labels)
    {
        _labels = labels;

        // Series: 1,000 combinations of provider, protocol and model, and for the rest 4 protocols a provider.
        var circuits = CircuitBreakers.Capacity + (4 * BridgeMeter.MostProviders);
        _trips = meter.Counter("aibridge.circuit_breaker.trips", "{trip}", "Circuits that opened", circuits);
        _rejects = meter.Counter("aibridge.circuit_breaker.rejects", "{request}", "Requests that an open circuit turned away", circuits);

        // Series: 4 reasons a provider.
        _transitions = meter.Counter("aibridge.key_pool.transitions", "{transition}", "Keys whose state changed for everybody", 4 * BridgeMeter.MostProviders);

        // Series: 2 outcomes a provider.
        _exhaustions = meter.Counter("aibridge.key_pool.exhaustions", "{request}", "Requests for which no key was left", Outcomes.Length * BridgeMeter.MostProviders);
    }

    /// <summary>From now on there is a provider: what may happen to it is counted from 0.</summary>
    public void Known(ProviderInstance provider)
    {
        foreach (var outcome in Outcomes)
            Exhausted(provider, outcome, 0);
        foreach (var reason in Enum.GetValues<KeyTransition>())
            KeyMoved(provider, reason, 0);
    }

    /// <summary>From now on there is a circuit.</summary>
    public void Known(ProviderInstance provider, WireProtocol protocol, string model)
    {
        _trips.Add(0, Circuit(provider, protocol, model));
        _rejects.Add(0, Circuit(provider, protocol, model));
    }

    public void Tripped(ProviderInstance provider, WireProtocol protocol, string model) => _trips.Add(1, Circuit(provider, protocol, model));

    public void CircuitRejected(ProviderInstance provider, WireProtocol protocol, string model) => _rejects.Add(1, Circuit(provider, protocol, model));

    public void KeyMoved(ProviderInstance provider, KeyTransition reason) => KeyMoved(provider, reason, 1);

    /// <param name="provider">Whose keys they are.</param>
    /// <param name="outcome">The code that the caller is told.</param>
    public void Exhausted(ProviderInstance provider, string outcome) => Exhausted(provider, outcome, 1);

    /// <summary>The labels that say which provider.</summary>
    public TagList Of(ProviderInstance provider) => _labels.Of(provider);

    public TagList Circuit(ProviderInstance provider, WireProtocol protocol, string model)
    {
        var labels = Of(provider);
        labels.Add(Protocol, protocol.Name);
        labels.Add(Model, _circuits.Of(new SeriesKey(provider.Name, protocol.Name, _labels.Models.Known(model))));
        return labels;
    }

    private void KeyMoved(ProviderInstance provider, KeyTransition reason, int count)
    {
        var labels = Of(provider);
        labels.Add("reason", JsonWord(reason));
        _transitions.Add(count, labels);
    }

    private void Exhausted(ProviderInstance provider, string outcome, int count)
    {
        var labels = Of(provider);
        labels.Add("outcome", outcome);
        _exhaustions.Add(count, labels);
    }

    private static string JsonWord(KeyTransition reason) => reason switch
    {
        KeyTransition.Refused => "refused",
        KeyTransition.Spent => "spent",
        KeyTransition.Limited => "limited",
        _ => "recovered",
    };
}

/// <summary>Why a key's state changed for everybody.</summary>
internal enum KeyTransition
{
    Refused,
    Spent,
    Limited,
    Recovered,
}
