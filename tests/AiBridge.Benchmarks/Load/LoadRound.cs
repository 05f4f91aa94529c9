using System.Diagnostics;

namespace AiBridge.Benchmarks.Load;

/// <summary>A number of requests over some keep-alive connections.</summary>
internal static class LoadRound
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Requests answered, and how long it took.</summary>
    public static async Task<(int Requests, TimeSpan Elapsed)> RunAsync(ProxyTarget target, byte[] request, int requests, int connections)
    {
        using var limit = new CancellationTokenSource(Limit);
        var left = requests;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(WorkAsync)));
        return (requests, Stopwatch.GetElapsedTime(started));

        async Task WorkAsync()
        {
            using var connection = await KeepAliveConnection.OpenAsync(target.Address, limit.Token);
            while (Interlocked.Decrement(ref left) >= 0)
                await connection.ExchangeAsync(request, limit.Token);
        }
    }
}
