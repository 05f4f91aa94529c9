using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using AiBridge.Exchanges;
using AiBridge.Providers;
using AiBridge.Telemetry;

namespace AiBridge.Upstream;

/// <summary>The time that a bridged call spends here, beside the upstream's and the client's.</summary>
internal sealed class OverheadMetrics
{
    private readonly ConditionalWeakTable<ProviderInstance, Phases> _phases = [];
    private readonly Func<ProviderInstance, Phases> _make;
    private readonly Histogram<double> _overhead;

    public OverheadMetrics(BridgeMeter meter, MetricLabels labels)
    {
        _make = provider => Phases.Of(labels.KeyOf(provider));

        // Series: 2 phases a provider; each has its buckets.
        _overhead = meter.Histogram(
            "aibridge.overhead", "s", "From the request read until it is sent, and from the upstream's last byte until the client has been given it", 2 * BridgeMeter.MostProviders, Buckets.Overhead);
    }

    /// <summary>The call has ended.</summary>
    public void Ended(Exchange exchange)
    {
        if (!exchange.Route.Bridged)
            return;
        var phases = _phases.GetOrAdd(exchange.Provider, _make);
        Record(phases.Request, exchange.RequestReadAt, exchange.SentAt);
        Record(phases.Response, exchange.AnswerReadAt, exchange.Elapsed);
    }

    private void Record(KeyValuePair<string, object?>[] labels, TimeSpan? began, TimeSpan? ended)
    {
        if (ended - began is { } spent)
            _overhead.Record(spent.TotalSeconds, labels);
    }

    private sealed record Phases(KeyValuePair<string, object?>[] Request, KeyValuePair<string, object?>[] Response)
    {
        public static Phases Of(SeriesKey key) => new(key.Labels(("phase", "request")), key.Labels(("phase", "response")));
    }
}
