using System.Diagnostics.Metrics;
using AiBridge.Exchanges;
using AiBridge.Providers;
using AiBridge.Telemetry;

namespace AiBridge.Interception;

/// <summary>What passes through, and what observers could not read.</summary>
internal sealed class ObservationMetrics
{
    /// <summary>Routes of the table with the most, and the methods of HTTP.</summary>
    private const int RoutesOfOne = 16;

    private readonly MetricLabels _labels;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _passthrough;

    public ObservationMetrics(BridgeMeter meter, MetricLabels labels)
    {
        _labels = labels;

        // Series: one a reason.
        var reasons = Enum.GetValues<Observation>().Where(reason => reason != Observation.Complete).ToList();
        _failures = meter.Counter("aibridge.recording.observer_failures", "{exchange}", "Exchanges relayed whole but not observed whole", reasons.Count);
        reasons.ForEach(reason => NotObserved(reason, 0));

        // Series: a dozen routes and methods a provider.
        _passthrough = meter.Counter("aibridge.passthrough", "{request}", "Requests on passthrough routes", RoutesOfOne * BridgeMeter.MostProviders);
    }

    public void NotObserved(Observation reason) => NotObserved(reason, 1);

    public void PassedThrough(Exchange exchange, string method)
    {
        var labels = _labels.Of(exchange.Provider);
        labels.Add("route", exchange.Route.Pattern);
        labels.Add("method", Method(method));
        _passthrough.Add(1, labels);
    }

    private void NotObserved(Observation reason, int count) => _failures.Add(count, new KeyValuePair<string, object?>("reason", EnumWord.Of(reason)));

    /// <summary>Clients make methods up.</summary>
    private static string Method(string method) => method switch
    {
        "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" => method,
        _ => LabelValues.Other,
    };
}
