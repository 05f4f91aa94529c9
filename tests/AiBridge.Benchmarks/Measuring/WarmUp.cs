using AiBridge.Benchmarks.Load;
using AiBridge.Benchmarks.Roles;

namespace AiBridge.Benchmarks.Measuring;

/// <summary>
/// Loads a proxy until its runtime has compiled the hot paths for good. The compiler works in the background once nothing new
/// has been called for a while, so each pass is followed by a rest until it is done.
/// </summary>
internal static class WarmUp
{
    private const int MostPasses = 6;
    private const int MostRests = 40;
    private const int FewMethods = 50;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(150);

    public static async Task RunAsync(ProxyTarget proxy)
    {
        var small = proxy.Request(AgentBody.Make(1_000, stream: false), Manner.Blocking);
        var large = proxy.Request(AgentBody.Make(100_000, stream: false), Manner.Blocking);
        var stream = proxy.Request(AgentBody.Make(1_000, stream: true), Manner.Stream);
        await RepeatAsync(proxy, async () =>
        {
            await LoadRound.RunAsync(proxy, small, 1000, Plan.Connections);
            await LoadRound.RunAsync(proxy, large, 100, Plan.Connections);
            await LoadRound.RunAsync(proxy, stream, 100, Plan.Connections);
        });
    }

    /// <summary>The same for one load: what runs once a batch, not once a request, is compiled late.</summary>
    public static Task RunAsync(ProxyTarget proxy, byte[] request, int requests, int connections) =>
        RepeatAsync(proxy, () => LoadRound.RunAsync(proxy, request, requests, connections));

    private static async Task RepeatAsync(ProxyTarget proxy, Func<Task> load)
    {
        var compiled = 0L;
        for (var pass = 0; pass < MostPasses; pass++)
        {
            await load();
            var now = await CompiledAsync(proxy);
            if (now - compiled < FewMethods)
                return;
            compiled = now;
        }
    }

    /// <summary>Waits until the number of compiled methods stands still, and returns it.</summary>
    private static async Task<long> CompiledAsync(ProxyTarget proxy)
    {
        var last = -1L;
        for (var rest = 0; rest < MostRests; rest++)
        {
            await Task.Delay(Rest);
            var now = (await ProxyProcess.FiguresAsync(proxy)).CompiledMethods;
            if (now == last)
                return now;
            last = now;
        }

        return last;
    }
}
