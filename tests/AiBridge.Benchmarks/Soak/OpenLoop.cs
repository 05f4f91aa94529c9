using System.Diagnostics;

namespace AiBridge.Benchmarks.Soak;

/// <summary>Starts requests at a rate, whether or not earlier ones have ended, but never more than a bound at once.</summary>
internal sealed class OpenLoop(SoakPlan plan, SoakClient client)
{
    private const int MostAtOnce = 1000;

    private readonly SoakOutcome?[] _outcomes = new SoakOutcome?[plan.Requests];
    private readonly SemaphoreSlim _free = new(MostAtOnce);
    private int _open;

    public int Open => Volatile.Read(ref _open);

    public int Sent { get; private set; }

    public int MostOpen { get; private set; }

    public TimeSpan Elapsed { get; private set; }

    /// <summary>The outcomes of the requests that were sent. A machine too slow for the rate gets half as much time again, then the load ends.</summary>
    public async Task<IReadOnlyList<SoakOutcome>> RunAsync()
    {
        var started = Stopwatch.GetTimestamp();
        var longest = TimeSpan.FromSeconds(plan.Seconds * 1.5);
        for (var number = 0; number < plan.Requests && Stopwatch.GetElapsedTime(started) < longest; number++)
        {
            var wait = TimeSpan.FromSeconds((double)number / plan.Rate) - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.FromMilliseconds(1))
                await Task.Delay(wait);
            await _free.WaitAsync();
            MostOpen = Math.Max(MostOpen, Interlocked.Increment(ref _open));
            Sent++;
            _ = SendAsync(SoakCase.Of(plan.Seed, number));
        }

        Elapsed = Stopwatch.GetElapsedTime(started);
        for (var ended = 0; ended < MostAtOnce; ended++)
            await _free.WaitAsync();
        return [.. _outcomes.OfType<SoakOutcome>()];
    }

    private async Task SendAsync(SoakCase request)
    {
        await Task.Yield();
        try
        {
            _outcomes[request.Number] = await client.SendAsync(request);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
            _free.Release();
        }
    }
}
