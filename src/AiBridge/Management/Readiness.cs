using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using AiBridge.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AiBridge.Management;

/// <summary>Whether new requests should come here: everything needed works and the process is not going down. Anybody may ask; beyond so many times a second they are told what was found last.</summary>
internal sealed partial class Readiness(HealthCheckService checks, IHostApplicationLifetime lifetime, ILogger<Readiness> logger) : IDisposable
{
    private const int MostChecksASecond = 10;

    private const string Healthy = "healthy";
    private const string Unhealthy = "unhealthy";

    // Asked every few seconds by whoever watches; the log says once that a check fails, and once that it works again.
    private readonly ConcurrentDictionary<string, bool> _failing = new();

    // What a check costs is the machine's, whatever clock the product was given.
    private readonly TokenBucketRateLimiter _checking = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = MostChecksASecond,
        TokensPerPeriod = MostChecksASecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
    });

    private volatile HealthReport? _last;

    public async Task<ReadinessDto> CheckAsync(CancellationToken cancellation)
    {
        var known = _last;
        using var lease = _checking.AttemptAcquire();
        var report = known is null || lease.IsAcquired ? await checks.CheckHealthAsync(cancellation) : known;
        _last = report;
        foreach (var (name, entry) in report.Entries)
            LogChange(name, entry);
        // Degraded is not well, but served all the same: only the sentence tells.
        var status = lifetime.ApplicationStopping.IsCancellationRequested ? "shutting_down" : report.Status == HealthStatus.Unhealthy ? Unhealthy : Healthy;
        var failing = report.Entries.Where(entry => !Works(entry.Value)).ToDictionary(entry => entry.Key, entry => entry.Value.Description ?? "");
        return new ReadinessDto(
            status,
            ProductVersion.Text,
            report.Entries.ToDictionary(entry => entry.Key, entry => Works(entry.Value) ? Healthy : Unhealthy),
            failing.Count > 0 ? failing : null);
    }

    public void Dispose() => _checking.Dispose();

    private static bool Works(HealthReportEntry entry) => entry.Status == HealthStatus.Healthy;

    private void LogChange(string name, HealthReportEntry entry)
    {
        if (Works(entry) && _failing.TryRemove(name, out _))
            Log.CheckWorks(logger, name);
        else if (!Works(entry) && _failing.TryAdd(name, true))
            Log.CheckFailed(logger, name, entry.Exception?.Message ?? entry.Description);
    }

    private static partial class Log
    {
        [LoggerMessage(1901, LogLevel.Warning, "The readiness check of {Check} fails: {Failure}")]
        public static partial void CheckFailed(ILogger logger, string check, string? failure);

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
