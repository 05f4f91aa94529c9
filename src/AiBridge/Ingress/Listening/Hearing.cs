using System.Collections.Concurrent;
using System.Net;
using AiBridge.Telemetry;

namespace AiBridge.Ingress.Listening;

/// <summary>
/// Whether the server takes connections at all its addresses. What fails for a while is told by readiness; where it is over for good the process
/// ends: one that cannot be reached helps nobody, and whoever looks after it starts another.
/// </summary>
internal sealed partial class Hearing(IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<Hearing> logger) : LastingService(clock, logger)
{
    /// <summary>Tries one after the other, a second apart, before the address is given up.</summary>
    public const int MostFailures = 60;

    /// <summary>Looks at which the server has not asked for the next connection: between two it takes no time worth a look.</summary>
    private const int MostLooks = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<LastingListener> _listeners = new();
    private int _failing;

    /// <summary>At some address connections cannot be taken now.</summary>
    public bool IsFailing => Volatile.Read(ref _failing) > 0;

    /// <summary>An address is lost, and the process ends for it.</summary>
    public bool IsLost { get; private set; }

    public LastingListener Add(LastingListener listener)
    {
        _listeners.Enqueue(listener);
        return listener;
    }

    /// <summary>Connections could not be taken; returns when it is to be tried again.</summary>
    public Task FailedAsync(EndPoint address, Exception failure, int failures, CancellationToken cancellation)
    {
        if (failures == 0)
        {
            Interlocked.Increment(ref _failing);
            Log.Failed(logger, failure, address);
        }

        return Task.Delay(Pause, Clock, cancellation);
    }

    public void Recovered(EndPoint address)
    {
        Interlocked.Decrement(ref _failing);
        Log.Recovered(logger, address);
    }

    public void Lost(EndPoint address, string why)
    {
        IsLost = true;
        Interlocked.Increment(ref _failing);
        try
        {
            Log.Lost(logger, address, why);
        }
        finally
        {
            lifetime.StopApplication();
        }
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(BetweenLooks, Clock);
        var seen = new Dictionary<LastingListener, (long HandedOut, int Looks)>();
        while (await timer.WaitForNextTickAsync(stopping))
        {
            foreach (var listener in _listeners.Where(listener => listener.IsLeft))
            {
                var (handedOut, looks) = seen.GetValueOrDefault(listener);
                seen[listener] = (listener.HandedOut, looks = handedOut == listener.HandedOut ? looks + 1 : 1);
                if (looks == MostLooks)
                    Lost(listener.EndPoint, "the server has stopped asking for connections");
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1601, LogLevel.Error, "No connection can be taken at {Address}; it is tried again each second")]
        public static partial void Failed(ILogger logger, Exception failure, EndPoint address);

        [LoggerMessage(1602, LogLevel.Information, "Connections are taken at {Address} again")]
        public static partial void Recovered(ILogger logger, EndPoint address);

        [LoggerMessage(1603, LogLevel.Critical, "No connection will ever be taken at {Address} again ({Failure}); the process ends")]
        public static partial void Lost(ILogger logger, EndPoint address, string failure);
    }
}
