using AiBridge.Configuration;
using AiBridge.Recording.Journaling;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using AiBridge.Telemetry;

namespace AiBridge.Recording.Writing;

/// <summary>
/// Says every ten seconds that this process lives, and notices which others have not said so for thirty. Of a process whose directory is on this
/// host the lock on that tells more, and at once; of all others this alone. Clocks of several hosts are never compared: what counts is for how
/// long, by the clock of this one, the same heartbeat has been there.
/// </summary>
internal sealed partial class OwnerHeartbeat(OwnerDirectory own, RecordOwners owners, RecordQueue queue, TimeProvider clock, ILogger<OwnerHeartbeat> logger)
    : LastingService(clock, logger)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, (long Heartbeat, long Since)> _seen = [];
    private readonly long _startedAt = clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Before the process has its first row in the database, others must know that it lives.</summary>
    public void Beat() => owners.Beat(new OwnerRow
    {
        Id = own.OwnerId,
        Host = Environment.MachineName,
        ProcessId = Environment.ProcessId,
        Version = ProductVersion.Text,
        StartedAt = _startedAt,
        HeartbeatAt = Clock.GetUtcNow().ToUnixTimeMilliseconds(),
    });

    /// <summary>Those of the owners that have fallen silent.</summary>
    public IReadOnlyList<OwnerRow> Silent(IReadOnlyList<OwnerRow> known)
    {
        lock (_gate)
        {
            foreach (var gone in _seen.Keys.Except(known.Select(owner => owner.Id)).ToList())
                _seen.Remove(gone);
            return [.. known.Where(owner => owner.Id != own.OwnerId && IsSilent(owner))];
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // With records left in its directory the process is still there to be taken over.
        if (Directory.Exists(own.Path))
            return;
        try
        {
            owners.Interrupt(own.OwnerId);
        }
        catch (Exception failure) when (StoreFailures.IsUnavailable(failure))
        {
            // Others forget it once it has been silent for long enough.
        }
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, Clock);
        var away = false;
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                Beat();
                if (Silent(owners.List()).ExceptBy(OwnerDirectory.List(own.Root), owner => owner.Id).Any())
                    queue.Call(EntryKind.Sweep);
                if (away)
                    Log.Back(logger);
                away = false;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                if (!away)
                    Log.Away(logger, StoreFailures.IsUnavailable(failure) ? null : failure, StoreFailures.Message(failure));
                away = true;
            }
        }
    }

    private bool IsSilent(OwnerRow owner)
    {
        if (_seen.TryGetValue(owner.Id, out var seen) && seen.Heartbeat == owner.HeartbeatAt)
            return Clock.GetElapsedTime(seen.Since) >= Limit;
        _seen[owner.Id] = (owner.HeartbeatAt, Clock.GetTimestamp());
        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(1450, LogLevel.Warning, "The database cannot be told that this process lives ({Words}); another host may take its requests for interrupted, until they end")]
        public static partial void Away(ILogger logger, Exception? failure, string words);

        [LoggerMessage(1451, LogLevel.Information, "The database can be told again that this process lives")]
        public static partial void Back(ILogger logger);
    }
}
