using AiBridge.Benchmarks.Roles;

namespace AiBridge.Benchmarks.Measuring;

/// <summary>The whole run: both proxies on one upstream, everything measured on both.</summary>
internal static class Comparison
{
    public static async Task RunAsync(Plan plan)
    {
        await using var upstream = await ProxyProcess.StartAsync(UpstreamRole.Name);
        var report = new Report(plan);
        if (plan.Everything)
            await MeasureMemoryAsync(upstream.Address, plan, report);
        await using var bareProcess = plan.Against.Length == 0
            ? await ProxyProcess.StartAsync(BareRole.Name, upstream.Address)
            : await ProxyProcess.StartEarlierAsync(plan.Against, upstream.Address);
        await using var bridgeProcess = await ProxyProcess.StartAsync(BridgeRole.Name, upstream.Address);
        var (bare, bridge) = (bareProcess.Target!, bridgeProcess.Target!);
        await WarmUp.RunAsync(bare);
        await WarmUp.RunAsync(bridge);
        foreach (var load in plan.Loads)
        {
            await Console.Error.WriteLineAsync(load.Name);
            report.Cpu.Add(await CpuMeasurement.RunAsync(load, plan, bare, bridge));
        }

        foreach (var load in plan.Loads.Where(load => load.Connections == 1 || (plan.Everything && load is { Manner: Manner.Blocking, BodyBytes: > 1_000 and < 1_000_000 })))
            report.Latency.Add(await LatencyMeasurement.RunAsync(load, plan, bare, bridge));
        Console.WriteLine(report);
    }

    /// <summary>On processes of their own: memory that a load has left behind would hide what the streams take.</summary>
    private static async Task MeasureMemoryAsync(string upstream, Plan plan, Report report)
    {
        foreach (var body in plan.HeldBodies)
        {
            await using var bare = await ProxyProcess.StartAsync(BareRole.Name, upstream);
            report.Memory.Add(await MemoryMeasurement.RunAsync(bare.Target!, body));
            await using var bridge = await ProxyProcess.StartAsync(BridgeRole.Name, upstream);
            report.Memory.Add(await MemoryMeasurement.RunAsync(bridge.Target!, body));
        }
    }
}
