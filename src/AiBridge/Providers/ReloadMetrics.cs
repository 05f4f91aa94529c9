using System.Diagnostics.Metrics;
using AiBridge.Telemetry;

namespace AiBridge.Providers;

/// <summary>Changes of the configuration while the process runs.</summary>
internal sealed class ReloadMetrics
{
    private readonly TimeProvider _clock;
    private readonly Counter<long> _reloads;
    private long _succeeded;
    private volatile bool _lastSucceeded = true;

    public ReloadMetrics(BridgeMeter meter, TimeProvider clock)
    {
        (_clock, _succeeded) = (clock, clock.GetUtcNow().ToUnixTimeSeconds());

        // Series: 2 results.
        _reloads = meter.Counter("aibridge.config.reload", "{reload}", "Changed configurations, taken over or refused", series: 2);
        meter.Gauge("aibridge.config.last_reload_success_timestamp", "s", "When the configuration in force was taken over, Unix time", series: 1, () => [new(Volatile.Read(ref _succeeded))]);
        meter.Gauge("aibridge.config.last_reload_successful", null, "1 when the last change was taken over, or none came; 0 when it was refused", series: 1, () => [new(_lastSucceeded ? 1 : 0)]);
        Count("success", 0);
        Count("failure", 0);
    }

    public void Succeeded()
    {
        Volatile.Write(ref _succeeded, _clock.GetUtcNow().ToUnixTimeSeconds());
        _lastSucceeded = true;
        Count("success", 1);
    }

    public void Refused()
    {
        _lastSucceeded = false;
        Count("failure", 1);
    }

    private void Count(string result, int count) => _reloads.Add(count, new KeyValuePair<string, object?>("result", result));
}
