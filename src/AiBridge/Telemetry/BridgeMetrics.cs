using System.Diagnostics.Metrics;

namespace AiBridge.Telemetry;

/// <summary>Counts of what happened, one method an event; instruments and tags stay in here.</summary>
internal sealed class BridgeMetrics
{
    public const string MeterName = "AiBridge";

    private readonly Counter<long> _unobserved;
    private readonly Counter<long> _passthrough;
    private readonly Counter<long> _unrecorded;

    public BridgeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);

        // Series: 4 reasons.
        _unobserved = meter.CreateCounter<long>("aibridge.observation.incomplete", "{exchange}", "Exchanges relayed whole but not observed whole");

        // Series: one a provider, at most 1,000.
        _passthrough = meter.CreateCounter<long>("aibridge.passthrough.requests", "{request}", "Requests on passthrough routes");

        // Series: 1.
        _unrecorded = meter.CreateCounter<long>("aibridge.recording.unrecorded", "{exchange}", "Exchanges served without a record");
    }

    /// <param name="reason">A lower_snake observation word.</param>
    public void NotObserved(string reason) => _unobserved.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void PassedThrough(string providerName) => _passthrough.Add(1, new KeyValuePair<string, object?>("provider", providerName));

    public void NotRecorded() => _unrecorded.Add(1);
}
