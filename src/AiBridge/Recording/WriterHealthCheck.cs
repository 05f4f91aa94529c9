using AiBridge.Recording.Writing;
using AiBridge.Telemetry;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AiBridge.Recording;

/// <summary>The readiness check <c>writer</c>: records get out of the journal.</summary>
internal sealed class WriterHealthCheck(RecordWriter writer, TimeProvider clock) : ReadinessCheck(clock)
{
    protected override Task ProbeAsync(CancellationToken cancellation) =>
        writer.IsFailing ? throw new InvalidOperationException("the writer fails") : Task.CompletedTask;

    protected override HealthCheckResult Failed(Exception cause) =>
        HealthCheckResult.Unhealthy("Records cannot be written to the database; the log says why. They wait in the journal, requests are served all the same.", cause);
}
