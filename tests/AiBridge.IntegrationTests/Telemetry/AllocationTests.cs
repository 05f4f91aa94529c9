using System.Diagnostics;
using System.Globalization;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Telemetry;

/// <summary>What a request costs more where somebody is told of it: counted bytes, no timing.</summary>
public sealed class AllocationTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Metrics_cost_a_request_next_to_nothing_and_spans_what_their_number_costs()
    {
        var more = await CountAsync();

        more["scraped"].Should().BeLessThan(1_000);
        // Five spans with some twenty-five attributes: the runtime's object for one, its ids and its place as the current one take 400 bytes, an attribute 40 to 80.
        more["sending"].Should().BeLessThan(4_500);
    }

    /// <summary>Bytes allocated more for one request than by a bridge that tells nothing, each bridge in a process of its own.</summary>
    private static async Task<IReadOnlyDictionary<string, double>> CountAsync()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var binary = Path.Combine(RepositoryRoot.Path, "artifacts", "bin", "AiBridge.Benchmarks", configuration, "AiBridge.Benchmarks.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [binary, "--telemetry-count"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(Limit);
        // Its children end when their standard input closes.
        await using var kill = limit.Token.Register(process.Kill);
        var said = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var lines = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        process.ExitCode.Should().Be(0, await said);
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')).ToDictionary(pair => pair[0], pair => double.Parse(pair[1], CultureInfo.InvariantCulture));
    }
}
