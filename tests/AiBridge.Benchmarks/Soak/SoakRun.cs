using System.Net.Http.Json;
using AiBridge.Benchmarks.Measuring;
using AiBridge.Benchmarks.Roles;

namespace AiBridge.Benchmarks.Soak;

/// <summary>The whole run: faulty upstream, bridge and load, then what is left behind when the load has ended.</summary>
internal static class SoakRun
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly HttpClient Control = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>The exit code: 0 when every check holds.</summary>
    public static async Task<int> RunAsync(SoakPlan plan)
    {
        var log = new BridgeLog();
        await using var upstream = await ProxyProcess.StartAsync(SoakUpstreamRole.Name, $"{plan.Seed}");
        await using var collector = plan.Collector is CollectorRole.Prompt or CollectorRole.Slow ? await ProxyProcess.StartAsync(CollectorRole.Name, plan.Collector) : null;
        var telemetry = collector?.Address ?? (plan.Collector == "dead" ? TelemetryManner.Nobody : TelemetryManner.Metrics);
        await using var bridge = await ProxyProcess.StartAsync(log.Hear, SoakBridgeRole.Name, upstream.Address, telemetry);
        var target = bridge.Target!;
        using var client = new SoakClient(new Uri(bridge.Address), target.Token, plan.Seed);
        var load = new OpenLoop(plan, client);
        var memory = new MemoryWatch(target, () => load.Open);
        using var end = new CancellationTokenSource();
        var sampling = memory.RunAsync(end.Token);
        var outcomes = await load.RunAsync();
        await end.CancelAsync();
        await sampling;

        var figures = await UntilAsync(upstream.Target!.Control, now => now.InFlight == 0, LongestEnd);
        await ProxyProcess.FiguresAsync(target, collected: true); // the writer is done when this returns
        var rows = await SoakRows.ReadAsync(new Uri(bridge.Address), target.Token);
        await Console.Error.WriteLineAsync("waiting for idle connections to close");
        var idle = await UntilAsync(upstream.Target.Control, now => now.Open == 0, TimeSpan.FromSeconds(plan.Idle));
        var died = bridge.ExitCode is not null;
        await bridge.StopAsync();

        var result = new SoakResult(plan, load, memory, log, outcomes, rows, figures, idle, died ? -1 : bridge.ExitCode ?? -1);
        var checks = SoakChecks.Of(result);
        Console.WriteLine(new SoakReport(result, checks));
        return checks.All(check => check.Holds) ? 0 : 1;
    }

    private static async Task<SoakUpstreamFigures> UntilAsync(Uri control, Predicate<SoakUpstreamFigures> done, TimeSpan longest)
    {
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            var figures = await Control.GetFromJsonAsync<SoakUpstreamFigures>(new Uri(control, SoakUpstreamFigures.Path));
            if (done(figures!) || waited >= longest)
                return figures!;
            await Task.Delay(Pause);
        }
    }
}

/// <summary>All that is known when a run is over.</summary>
/// <param name="Plan">What was asked for.</param>
/// <param name="Load">How it was sent.</param>
/// <param name="Memory">The bridge's, while it was.</param>
/// <param name="Log">What the bridge said.</param>
/// <param name="Outcomes">What the clients saw.</param>
/// <param name="Rows">The bridge's records.</param>
/// <param name="Upstream">The upstream's counts when all requests had ended.</param>
/// <param name="Idle">The same after the idle connections' time.</param>
/// <param name="ExitCode">The bridge's.</param>
internal sealed record SoakResult(
    SoakPlan Plan,
    OpenLoop Load,
    MemoryWatch Memory,
    BridgeLog Log,
    IReadOnlyList<SoakOutcome> Outcomes,
    List<SoakRow> Rows,
    SoakUpstreamFigures Upstream,
    SoakUpstreamFigures Idle,
    int ExitCode);
