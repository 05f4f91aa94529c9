using AiBridge.Telemetry;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AiBridge.Recording;

/// <summary>The readiness check <c>replay</c>: what an earlier process left in its journal is in the database.</summary>
internal sealed class ReplayHealthCheck(RecordingService recording, TimeProvider clock) : ReadinessCheck(clock)
{
    protected override Task ProbeAsync(CancellationToken cancellation) => recording.Replayed.WaitAsync(cancellation);

    protected override HealthCheckResult Failed(Exception cause) => HealthCheckResult.Unhealthy("What an earlier process left in its journal is not in the database yet.", cause);
}
