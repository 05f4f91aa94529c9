using AiBridge.Benchmarks.Load;
using AiBridge.Benchmarks.Roles;

namespace AiBridge.Benchmarks.Measuring;

/// <summary>Time to first byte on one connection each, request by request in turn.</summary>
internal static class LatencyMeasurement
{
    private const int WarmUp = 100;

    public static async Task<LatencyResult> RunAsync(CpuLoad load, Plan plan, ProxyTarget bare, ProxyTarget bridge)
    {
        var body = AgentBody.Make(load.BodyBytes, stream: false);
        var bareRequest = bare.Request(body, Manner.Blocking);
        var bridgeRequest = bridge.Request(body, Manner.Blocking);
        using var toBare = await KeepAliveConnection.OpenAsync(bare.Address, CancellationToken.None);
        using var toBridge = await KeepAliveConnection.OpenAsync(bridge.Address, CancellationToken.None);
        var count = (int)(1000 * plan.Share);
        double[] bareTimes = new double[count], bridgeTimes = new double[count];
        for (var i = -WarmUp; i < count; i++)
        {
            var one = toBare.TimeToFirstByte(bareRequest).TotalMicroseconds;
            var other = toBridge.TimeToFirstByte(bridgeRequest).TotalMicroseconds;
            if (i >= 0)
                (bareTimes[i], bridgeTimes[i]) = (one, other);
        }

        Array.Sort(bareTimes);
        Array.Sort(bridgeTimes);
        return new LatencyResult(load.Name, bareTimes[count / 2], bridgeTimes[count / 2], bareTimes[count * 99 / 100], bridgeTimes[count * 99 / 100]);
    }
}

/// <summary>Microseconds to first byte.</summary>
internal sealed record LatencyResult(string Name, double BareMedian, double BridgeMedian, double Bare99, double Bridge99);
