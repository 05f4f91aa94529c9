using System.Diagnostics.Metrics;
using AiBridge.Telemetry;

namespace AiBridge.Upstream.Connecting;

/// <summary>What becomes of connections to upstreams.</summary>
internal sealed class ConnectionMetrics
{
    private readonly Counter<long> _unasked;

    public ConnectionMetrics(BridgeMeter meter)
    {
        // Series: 1. Projects choose hosts freely.
        _unasked = meter.Counter("aibridge.upstream.unasked", "{connection}", "Connections to upstreams on which came what nobody had asked for", series: 1);
        _unasked.Add(0);
    }

    public void AnsweredUnasked() => _unasked.Add(1);
}
