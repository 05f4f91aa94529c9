using AiBridge.Benchmarks.Load;

namespace AiBridge.Benchmarks.Measuring;

/// <summary>Processor time and allocation per request, the two proxies in turn, so that what else the machine does falls on both.</summary>
internal static class CpuMeasurement
{
    public static async Task<CpuResult> RunAsync(CpuLoad load, Plan plan, ProxyTarget bare, ProxyTarget bridge)
    {
        var body = AgentBody.Make(load.BodyBytes, load.Manner != Roles.Manner.Blocking);
        var requests = Math.Max(8, (int)(load.Requests * plan.Share));
        var bareRequest = bare.Request(body, load.Manner);
        var bridgeRequest = bridge.Request(body, load.Manner);
        await WarmUp.RunAsync(bare, bareRequest, requests, load.Connections);
        await WarmUp.RunAsync(bridge, bridgeRequest, requests, load.Connections);

        var pairs = new List<(Cost Bare, Cost Bridge)>();
        for (var round = 0; round < plan.Rounds; round++)
            pairs.Add((await RoundAsync(bare, bareRequest, requests, load.Connections), await RoundAsync(bridge, bridgeRequest, requests, load.Connections)));
        return new CpuResult(load, Median(pairs.Select(pair => pair.Bare)), Median(pairs.Select(pair => pair.Bridge)), Median(pairs.Select(pair => pair.Bridge.Microseconds / pair.Bare.Microseconds)));
    }

    /// <summary>The middle value; of an even number, the upper of the two.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static Cost Median(IEnumerable<Cost> costs)
    {
        Cost[] all = [.. costs];
        return new Cost(Median(all.Select(cost => cost.Microseconds)), Median(all.Select(cost => cost.Allocated)), Median(all.Select(cost => cost.RequestsPerSecond)));
    }

    private static async Task<Cost> RoundAsync(ProxyTarget target, byte[] request, int requests, int connections)
    {
        var before = await ProxyProcess.FiguresAsync(target);
        var (answered, elapsed) = await LoadRound.RunAsync(target, request, requests, connections);
        var after = await ProxyProcess.FiguresAsync(target);
        return new Cost(
            (after.CpuMicroseconds - before.CpuMicroseconds) / answered,
            (double)(after.AllocatedBytes - before.AllocatedBytes) / answered,
            answered / elapsed.TotalSeconds);
    }
}
