using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using AiBridge.Configuration;

namespace AiBridge.Management;

/// <summary>Whether new requests should come here: everything needed works and the process is not going down.</summary>
internal sealed partial class Readiness(IEnumerable<ReadinessCheck> checks, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<Readiness> logger)
{
    private const string Healthy = "healthy";
    private const string Unhealthy = "unhealthy";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    // Asked every few seconds by whoever watches; the log says once that a check fails, and once that it works again.
    private readonly ConcurrentDictionary<string, bool> _failing = new();

    public async Task<ReadinessDto> CheckAsync(CancellationToken cancellation)
    {
        var results = new Dictionary<string, string>();
        var details = new Dictionary<string, string>();
        var ready = true;
        foreach (var check in checks)
        {
            var works = await WorksAsync(check, cancellation);
            results[check.Name] = works ? Healthy : Unhealthy;
            if (works)
                continue;
            var otherwise = check.Otherwise();
            details[check.Name] = otherwise ?? check.Problem;
            ready &= otherwise is not null;
        }

        var status = lifetime.ApplicationStopping.IsCancellationRequested ? "shutting_down" : ready ? Healthy : Unhealthy;
        return new ReadinessDto(status, ProductVersion.Text, results, details.Count > 0 ? details : null);
    }

    private async Task<bool> WorksAsync(ReadinessCheck check, CancellationToken cancellation)
    {
        try
        {
            // On another thread: SQLite's calls block.
            var works = await Task.Run(() => check.IsHealthyAsync(cancellation), cancellation).WaitAsync(Limit, clock, cancellation);
            if (works && _failing.TryRemove(check.Name, out _))
                Log.CheckWorks(logger, check.Name);
            return works;
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            if (_failing.TryAdd(check.Name, true))
                Log.CheckFailed(logger, check.Name, failure is TimeoutException ? $"no answer within {Limit.TotalSeconds} s" : failure.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1901, LogLevel.Warning, "The readiness check of {Check} fails: {Failure}")]
        public static partial void CheckFailed(ILogger logger, string check, string failure);

        [LoggerMessage(1903, LogLevel.Information, "The readiness check of {Check} works again")]
        public static partial void CheckWorks(ILogger logger, string check);
    }
}

/// <param name="Status"><c>healthy</c>, <c>unhealthy</c> or <c>shutting_down</c>; only the first comes with 200.</param>
/// <param name="Version">The version of the program that answers.</param>
/// <param name="Checks">Each <c>healthy</c> or <c>unhealthy</c>.</param>
/// <param name="Details">A sentence for each that is unhealthy: what does not work, and whether requests are served all the same. Left out when all are healthy.</param>
internal sealed record ReadinessDto(
    string Status,
    string Version,
    IReadOnlyDictionary<string, string> Checks,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Details);

/// <param name="Status"><c>healthy</c>.</param>
/// <param name="Version">The version of the program that answers.</param>
internal sealed record LivenessDto(string Status, string Version);
