using System.Diagnostics;
using System.Diagnostics.Metrics;
using AiBridge.Telemetry;

namespace AiBridge.Providers.Health;

/// <summary>How providers, circuits and keys stand, looked up by each collection.</summary>
internal sealed class HealthGauges
{
    private readonly ProviderRegistry _providers;
    private readonly ProviderHealth _health;
    private readonly HealthMetrics _metrics;

    public HealthGauges(BridgeMeter meter, ProviderRegistry providers, ProviderHealth health)
    {
        (_providers, _health, _metrics) = (providers, health, health.Metrics);

        // Series: as many as the trips of circuits have.
        meter.Gauge("aibridge.circuit_breaker.state", null, "0 closed, 0.5 half open, 1 open", CircuitBreakers.Capacity + (4 * BridgeMeter.MostProviders), Circuits);

        // Series: 3 states a provider.
        meter.Gauge("aibridge.key_pool.keys", null, "Keys by how they stand", 3 * BridgeMeter.MostProviders, Keys);

        // Series: 2 states a provider.
        meter.Gauge("aibridge.provider_info", null, "1 for each provider", 2 * BridgeMeter.MostProviders, Infos);
        providers.Changed += KnowAll;
        KnowAll();
    }

    private void KnowAll()
    {
        foreach (var provider in _providers.All.Where(provider => provider.ProjectId is null))
            _metrics.Known(provider);
    }

    /// <summary>Where several circuits share their labels, the worst of them.</summary>
    private List<Measurement<double>> Circuits()
    {
        var levels = new Dictionary<string, Measurement<double>>(StringComparer.Ordinal);
        foreach (var (key, circuit) in _health.Circuits.All)
        {
            if (_providers.FindByQualifiedName(key.Provider) is not { } provider || !key.IsOf(provider))
                continue;
            var labels = _metrics.Circuit(provider, key.Protocol, key.Model);
            var (name, level) = (NameOf(labels), Level(circuit.Standing));
            if (!levels.TryGetValue(name, out var known) || known.Value < level)
                levels[name] = new Measurement<double>(level, labels);
        }

        return [.. levels.Values];
    }

    private List<Measurement<double>> Keys()
    {
        var counts = new Dictionary<string, Measurement<double>>(StringComparer.Ordinal);
        foreach (var provider in _providers.All)
        {
            var report = _health.KeysOf(provider).Report();
            foreach (var (status, word) in KeyReport.Words)
            {
                var labels = _metrics.Of(provider);
                labels.Add("state", word);
                Add(counts, labels, report.Count(key => key.State == status));
            }
        }

        return [.. counts.Values];
    }

    private List<Measurement<double>> Infos()
    {
        var infos = new Dictionary<string, Measurement<double>>(StringComparer.Ordinal);
        foreach (var provider in _providers.All)
        {
            var labels = _metrics.Of(provider);
            labels.Add("status", provider.Enabled ? "enabled" : "disabled");
            infos[NameOf(labels)] = new Measurement<double>(1, labels);
        }

        return [.. infos.Values];
    }

    /// <summary>Providers of several projects may share their labels.</summary>
    private static void Add(Dictionary<string, Measurement<double>> counts, TagList labels, int count)
    {
        var name = NameOf(labels);
        counts[name] = new Measurement<double>(count + (counts.TryGetValue(name, out var known) ? known.Value : 0), labels);
    }

    private static string NameOf(TagList labels) => string.Join('\n', labels.Select(label => label.Value));

    private static double Level(CircuitStatus status) => status switch
    {
        CircuitStatus.Closed => 0,
        CircuitStatus.HalfOpen => 0.5,
        _ => 1,
    };
}
