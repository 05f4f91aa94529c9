using System.Diagnostics.Metrics;
using AiBridge.Providers;
using AiBridge.Telemetry;

namespace AiBridge.Exchanges;

/// <summary>Counts the errors that the bridge itself makes.</summary>
internal sealed class RefusalMetrics
{
    /// <summary>Codes of the contract, with some to spare.</summary>
    private const int Codes = 40;

    /// <summary>What an operator is woken for: there from the start, so that the first one is seen.</summary>
    private static readonly string[] Alerting =
        ["circuit_open", "keys_exhausted", "keys_rejected", "no_upstream_credential", "overloaded", "recording_unavailable", "storage_unavailable", "upstream_timeout", "upstream_unreachable"];

    private readonly MetricLabels _labels;
    private readonly Counter<long> _refused;

    public RefusalMetrics(BridgeMeter meter, MetricLabels labels, ProviderRegistry providers)
    {
        _labels = labels;

        // Series: 40 codes a provider, and 40 where there is none yet.
        _refused = meter.Counter("aibridge.requests_refused", "{request}", "Errors made by the bridge itself, by their code", Codes * (BridgeMeter.MostProviders + 1));
        providers.Changed += () => KnowAll(providers);
        KnowAll(providers);
    }

    /// <param name="provider">Null: none is known.</param>
    /// <param name="code">What the caller is told.</param>
    public void Refused(ProviderInstance? provider, string code) => Count(provider, code, 1);

    private void KnowAll(ProviderRegistry providers)
    {
        foreach (var provider in providers.All.Where(provider => provider.ProjectId is null))
        {
            foreach (var code in Alerting)
                Count(provider, code, 0);
        }
    }

    private void Count(ProviderInstance? provider, string code, int count)
    {
        var labels = provider is null ? default : _labels.Of(provider);
        labels.Add("code", code);
        _refused.Add(count, labels);
    }
}
