using AiBridge.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AiBridge.Storage;

/// <summary>The readiness check <c>database</c>.</summary>
internal sealed class DatabaseHealthCheck(IDbContextFactory<BridgeDb> contexts, TimeProvider clock) : ReadinessCheck(clock)
{
    protected override async Task ProbeAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await db.Projects.AnyAsync(cancellation);
    }

    protected override HealthCheckResult Failed(Exception cause) => HealthCheckResult.Unhealthy("The database cannot be read.", cause);
}
