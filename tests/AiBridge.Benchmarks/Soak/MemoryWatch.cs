using System.Diagnostics;
using AiBridge.Benchmarks.Load;
using AiBridge.Benchmarks.Measuring;

namespace AiBridge.Benchmarks.Soak;

/// <summary>The bridge's memory at one moment of the load, after a collection.</summary>
internal sealed record MemorySample(double Seconds, double HeapMegabytes, double ResidentMegabytes, int OpenRequests);

/// <summary>Samples the bridge's memory at regular times, and says whether it grows.</summary>
internal sealed class MemoryWatch(ProxyTarget bridge, Func<int> openRequests)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    public List<MemorySample> Samples { get; } = [];

    /// <summary>Until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Period);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
                await SampleAsync(started);
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>Megabytes a minute over the second half, by least squares, and what that makes over the half.</summary>
    public (double PerMinute, double Growth, double Mean) SecondHalf(Func<MemorySample, double> value)
    {
        var half = Samples.Skip(Samples.Count / 2).ToList();
        if (half.Count < 2)
            return (0, 0, half.Sum(value));
        var (x, y) = (half.Average(sample => sample.Seconds), half.Average(value));
        var slope = half.Sum(sample => (sample.Seconds - x) * (value(sample) - y)) / half.Sum(sample => (sample.Seconds - x) * (sample.Seconds - x));
        return (slope * 60, slope * (half[^1].Seconds - half[0].Seconds), y);
    }

    private async Task SampleAsync(long started)
    {
        var figures = await ProxyProcess.FiguresAsync(bridge, collected: true);
        Samples.Add(new MemorySample(Stopwatch.GetElapsedTime(started).TotalSeconds, figures.HeapBytes / 1e6, figures.WorkingSetBytes / 1e6, openRequests()));
    }
}
