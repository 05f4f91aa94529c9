using System.Globalization;
using System.Net.Http.Headers;
using AiBridge.Benchmarks.Load;
using AiBridge.Benchmarks.Roles;

namespace AiBridge.Benchmarks.Measuring;

/// <summary>What it costs to tell: a bridge that tells nothing beside one that is scraped every second, and beside one that also sends spans and metrics to a collector.</summary>
internal static class TelemetryMeasurement
{
    public const string Switch = "--telemetry";

    /// <summary>What is allocated alone: a count that needs no quiet machine.</summary>
    public const string CountSwitch = "--telemetry-count";

    private const int CountedRounds = 4;

    private static readonly TimeSpan ScrapeInterval = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(Plan plan)
    {
        await using var processes = await StartAsync();
        using var end = new CancellationTokenSource();
        var scraping = Task.WhenAll(processes.Told.Select(bridge => ScrapeAsync(bridge.Address, end.Token)));
        foreach (var bridge in processes.Bridges)
            await WarmUp.RunAsync(bridge.Target!);
        Line($"| {CpuLoad.All[0].Name}, {plan.Rounds} pairs | CPU µs off | CPU µs on | median difference | allocated bytes off | allocated bytes on |");
        Line($"|---|--:|--:|--:|--:|--:|");
        await PairAsync("scraped", plan, processes.Off, processes.Scraped);
        await PairAsync("scraped, spans and metrics to a collector", plan, processes.Off, processes.Sending);
        await end.CancelAsync();
        await scraping;
    }

    /// <summary>Prints the bytes allocated more for one request, <c>name=bytes</c> a line. Of each bridge the cheapest round counts: how many records its writer takes at once depends on the machine.</summary>
    public static async Task CountAsync()
    {
        await using var processes = await StartAsync();
        var least = processes.Bridges.ToDictionary(bridge => bridge, _ => double.MaxValue);
        for (var round = 0; round < CountedRounds; round++)
        {
            foreach (var bridge in processes.Bridges)
                least[bridge] = Math.Min(least[bridge], await AllocatedAsync(bridge));
        }

        Line($"scraped={least[processes.Scraped] - least[processes.Off]:F0}");
        Line($"sending={least[processes.Sending] - least[processes.Off]:F0}");
    }

    private static async Task PairAsync(string name, Plan plan, ProxyProcess off, ProxyProcess on)
    {
        var (_, without, with, ratio) = await CpuMeasurement.RunAsync(CpuLoad.All[0], plan, off.Target!, on.Target!);
        Line($"| {name} | {without.Microseconds:F1} | {with.Microseconds:F1} | {(ratio - 1) * 100:+0.0;-0.0} % | {without.Allocated:F0} | {with.Allocated:F0} |");
    }

    private static async Task<double> AllocatedAsync(ProxyProcess bridge)
    {
        const int Requests = 1_000;
        var target = bridge.Target!;
        var request = target.Request(AgentBody.Make(CpuLoad.All[0].BodyBytes, stream: false), Manner.Blocking);
        await LoadRound.RunAsync(target, request, Requests / 4, Plan.Connections);
        var before = await ProxyProcess.FiguresAsync(target);
        await LoadRound.RunAsync(target, request, Requests, Plan.Connections);
        return (double)((await ProxyProcess.FiguresAsync(target)).AllocatedBytes - before.AllocatedBytes) / Requests;
    }

    private static async Task ScrapeAsync(string address, CancellationToken end)
    {
        using var client = new HttpClient { BaseAddress = new Uri(address), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", BridgeRole.AdminToken) } };
        using var timer = new PeriodicTimer(ScrapeInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(end))
                await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), end);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static async Task<Processes> StartAsync()
    {
        var upstream = await ProxyProcess.StartAsync(UpstreamRole.Name);
        var collector = await ProxyProcess.StartAsync(CollectorRole.Name, CollectorRole.Prompt);
        return new Processes(
            upstream,
            collector,
            await ProxyProcess.StartAsync(BridgeRole.Name, upstream.Address, TelemetryManner.Off),
            await ProxyProcess.StartAsync(BridgeRole.Name, upstream.Address, TelemetryManner.Metrics),
            await ProxyProcess.StartAsync(BridgeRole.Name, upstream.Address, collector.Address));
    }

    private static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <param name="Upstream">Answers all bridges.</param>
    /// <param name="Collector">Takes what one sends.</param>
    /// <param name="Off">Tells nothing.</param>
    /// <param name="Scraped">Has <c>/metrics</c>.</param>
    /// <param name="Sending">Has it too, and a collector.</param>
    private sealed record Processes(ProxyProcess Upstream, ProxyProcess Collector, ProxyProcess Off, ProxyProcess Scraped, ProxyProcess Sending) : IAsyncDisposable
    {
        public ProxyProcess[] Told => [Scraped, Sending];

        public ProxyProcess[] Bridges => [Off, .. Told];

        public async ValueTask DisposeAsync()
        {
            foreach (var process in (ProxyProcess[])[.. Bridges, Collector, Upstream])
                await process.DisposeAsync();
        }
    }
}
