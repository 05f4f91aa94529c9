using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AiBridge.Telemetry;

/// <summary>One thing the service needs to serve. Whoever owns it registers the check; <c>/health/ready</c> asks them all.</summary>
internal abstract class ReadinessCheck(TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // On another thread and left behind there when time is up: calls of SQLite and of a hung disk block, and nothing cancels them.
            await Task.Run(() => ProbeAsync(cancellationToken), cancellationToken).WaitAsync(Limit, clock, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (TimeoutException)
        {
            return Failed(new TimeoutException($"no answer within {Limit.TotalSeconds} s"));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(failure);
        }
    }

    /// <summary>Any exception: it does not work.</summary>
    protected abstract Task ProbeAsync(CancellationToken cancellation);

    /// <summary>Unhealthy: no requests should come. Degraded: they are served all the same. The description is a sentence for the operator.</summary>
    protected abstract HealthCheckResult Failed(Exception cause);
}
