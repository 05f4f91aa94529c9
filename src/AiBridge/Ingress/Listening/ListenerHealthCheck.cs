using AiBridge.Telemetry;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AiBridge.Ingress.Listening;

/// <summary>The readiness check <c>listener</c>: new connections are taken at every address.</summary>
internal sealed class ListenerHealthCheck(Hearing hearing, TimeProvider clock) : ReadinessCheck(clock)
{
    protected override Task ProbeAsync(CancellationToken cancellation) =>
        hearing.IsFailing ? throw new InvalidOperationException("connections cannot be taken") : Task.CompletedTask;

    protected override HealthCheckResult Failed(Exception cause) =>
        HealthCheckResult.Unhealthy("New connections cannot be taken; the log says why. It is tried again each second, and the process ends if nothing helps.", cause);
}
