namespace AiBridge.Management;

/// <summary>Whether new requests should come here: everything needed works and the process is not going down.</summary>
internal sealed partial class Readiness(IEnumerable<ReadinessCheck> checks, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<Readiness> logger)
{
    private const string Healthy = "healthy";
    private const string Unhealthy = "unhealthy";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public async Task<ReadinessDto> CheckAsync(CancellationToken cancellation)
    {
        var results = new Dictionary<string, string>();
        foreach (var check in checks)
            results[check.Name] = await WorksAsync(check, cancellation) ? Healthy : Unhealthy;
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return new ReadinessDto("shutting_down", results);
        return new ReadinessDto(results.ContainsValue(Unhealthy) ? Unhealthy : Healthy, results);
    }

    private async Task<bool> WorksAsync(ReadinessCheck check, CancellationToken cancellation)
    {
        try
        {
            // On another thread: SQLite's calls block.
            return await Task.Run(() => check.IsHealthyAsync(cancellation), cancellation).WaitAsync(Limit, clock, cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            Log.CheckFailed(logger, failure, check.Name);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1901, LogLevel.Warning, "The readiness check of {Check} failed")]
        public static partial void CheckFailed(ILogger logger, Exception failure, string check);
    }
}

/// <param name="Status"><c>healthy</c>, <c>unhealthy</c> or <c>shutting_down</c>; only the first comes with 200.</param>
/// <param name="Checks">Each <c>healthy</c> or <c>unhealthy</c>.</param>
internal sealed record ReadinessDto(string Status, IReadOnlyDictionary<string, string> Checks);

internal sealed record LivenessDto(string Status);
