namespace AiBridge.IntegrationTests.Telemetry.Prometheus;

/// <summary>A test with Debian's Prometheus. Where it is not installed the test is skipped and says so; <c>.ci/run</c> installs it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PrometheusFactAttribute : FactAttribute
{
    public PrometheusFactAttribute()
    {
        if (!((string[])["prometheus", "promtool"]).All(IsInstalled))
            Skip = "prometheus and promtool are not installed (apt-get install prometheus)";
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
