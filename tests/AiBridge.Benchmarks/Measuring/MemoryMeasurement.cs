using AiBridge.Benchmarks.Load;
using AiBridge.Benchmarks.Roles;

namespace AiBridge.Benchmarks.Measuring;

/// <summary>What an open stream holds while it waits for its next event.</summary>
internal static class MemoryMeasurement
{
    private const int WarmUp = 40;

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);

    public static async Task<MemoryResult> RunAsync(ProxyTarget target, int bodyBytes)
    {
        var request = target.Request(AgentBody.Make(bodyBytes, stream: true), Manner.HeldStream);
        (await OpenStreams.OpenAsync(target, request, WarmUp)).Dispose();
        await Task.Delay(Settle);
        var before = await ProxyProcess.FiguresAsync(target, collected: true);
        using var streams = await OpenStreams.OpenAsync(target, request, Plan.Streams);
        await Task.Delay(Settle);
        var open = await ProxyProcess.FiguresAsync(target, collected: true);
        return new MemoryResult(target.Name, bodyBytes, PerStream(open.HeapBytes - before.HeapBytes), PerStream(open.WorkingSetBytes - before.WorkingSetBytes));
    }

    private static double PerStream(long bytes) => (double)bytes / Plan.Streams;
}

/// <summary>Bytes per open stream: managed heap, and resident memory of the process.</summary>
internal sealed record MemoryResult(string Proxy, int BodyBytes, double Heap, double WorkingSet);
