using AiBridge.Benchmarks.Load;
using AiBridge.Benchmarks.Roles;

namespace AiBridge.Benchmarks.Measuring;

/// <summary>Loads a proxy until its runtime has compiled the hot paths for good: that work would otherwise count as the requests'.</summary>
internal static class WarmUp
{
    private const int MostPasses = 12;
    private const int FewMethods = 100;

    public static async Task RunAsync(ProxyTarget proxy)
    {
        var small = proxy.Request(AgentBody.Make(1_000, stream: false), Manner.Blocking);
        var large = proxy.Request(AgentBody.Make(100_000, stream: false), Manner.Blocking);
        var stream = proxy.Request(AgentBody.Make(1_000, stream: true), Manner.Stream);
        var compiled = 0L;
        for (var pass = 0; pass < MostPasses; pass++)
        {
            await LoadRound.RunAsync(proxy, small, 1000, Plan.Connections);
            await LoadRound.RunAsync(proxy, large, 100, Plan.Connections);
            await LoadRound.RunAsync(proxy, stream, 100, Plan.Connections);
            var now = (await ProxyProcess.FiguresAsync(proxy)).CompiledMethods;
            if (pass > 2 && now - compiled < FewMethods)
                return;
            compiled = now;
        }
    }
}
