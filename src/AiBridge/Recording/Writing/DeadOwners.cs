using AiBridge.Recording.Journaling;
using AiBridge.Recording.Records;
using AiBridge.Storage;
using AiBridge.Storage.Rows;

namespace AiBridge.Recording.Writing;

/// <summary>
/// Brings in what processes that died have left: first the records of their journals, then the end of the rows that nobody will end any more.
/// Each step may be repeated. A process is dead when its directory is here and not locked; without a directory here, when it is silent
/// (<see cref="OwnerHeartbeat"/>) or unknown.
/// </summary>
internal sealed partial class DeadOwners(
    OwnerDirectory own, OwnerHeartbeat heartbeat, RecordOwners owners, BatchCommit commit, RecordingMetrics metrics, ILogger<DeadOwners> logger)
{
    private const int BatchLimit = 200;

    private const int MostNamed = 5;

    /// <summary>Directories held at once, each by an open file.</summary>
    private const int ClaimLimit = 200;

    /// <summary>Looks through the journal's directories, and at the owners that have none in it. What goes wrong is left to the next time: it keeps no living record waiting.</summary>
    public async Task TrySweepAsync(CancellationToken cancellation)
    {
        try
        {
            await SweepAsync(cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            Log.Failed(logger, failure);
        }
    }

    private async Task SweepAsync(CancellationToken cancellation)
    {
        // The first sweep comes before this process writes its first row, and others look at rows and owners alike.
        await commit.RepeatAsync(heartbeat.Beat, cancellation);
        foreach (var ownerIds in OwnerDirectory.List(own.Root).Where(id => id != own.OwnerId).Chunk(ClaimLimit))
            await TakeOverAsync([.. ownerIds.Select(id => OwnerDirectory.TryClaim(own.Root, id)).OfType<OwnerDirectory>()], cancellation);

        // In this order, the reverse of that in which a process makes its directory, its owner's row and its first row.
        IReadOnlyList<Guid> inProgress = [];
        IReadOnlyList<OwnerRow> known = [];
        await commit.RepeatAsync(() => (inProgress, known) = (owners.InProgress(), owners.List()), cancellation);
        var here = OwnerDirectory.List(own.Root);
        var silent = heartbeat.Silent(known).Where(owner => !here.Contains(owner.Id)).ToList();
        foreach (var owner in silent)
            Log.Silent(logger, owner.ProcessId, owner.Host, owner.Id, (int)OwnerHeartbeat.Limit.TotalSeconds);
        var dead = inProgress.Except(known.Select(owner => owner.Id)).Except(here).Where(id => id != own.OwnerId);
        foreach (var ownerIds in dead.Concat(silent.Select(owner => owner.Id)).Chunk(ClaimLimit))
            await InterruptAsync(ownerIds, cancellation);
    }

    /// <summary>Many of them may have left nothing, or next to it: they are forgotten in one transaction.</summary>
    private async Task TakeOverAsync(IReadOnlyList<OwnerDirectory> claimed, CancellationToken cancellation)
    {
        try
        {
            var replayed = new List<OwnerDirectory>();
            foreach (var owner in claimed)
            {
                if (await TryAsync(owner, () => ReplayAsync(owner, cancellation)))
                    replayed.Add(owner);
            }

            if (replayed.Count > 0)
                await InterruptAsync([.. replayed.Select(owner => owner.OwnerId)], cancellation);
            foreach (var owner in replayed)
                await TryAsync(owner, () => Task.FromResult(owner.TryRemove()));
        }
        finally
        {
            foreach (var owner in claimed)
                owner.Dispose();
        }
    }

    /// <summary>A directory that cannot be read or removed is left for the next sweep.</summary>
    private async Task<bool> TryAsync(OwnerDirectory owner, Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            Log.CannotRead(logger, failure, owner.OwnerId);
            return false;
        }
    }

    private async Task ReplayAsync(OwnerDirectory owner, CancellationToken cancellation)
    {
        var records = 0;
        var damaged = 0;
        foreach (var path in owner.Segments())
        {
            var items = Read(path, out var damagedHere);
            damaged += damagedHere;
            records += items.Count;
            foreach (var batch in items.Chunk(BatchLimit))
                await commit.WriteAsync(batch, cancellation);
            File.Delete(path);
        }

        if (records > 0)
            Log.BroughtIn(logger, records, owner.OwnerId);
        if (damaged > 0)
        {
            metrics.RecordsDamaged(damaged);
            Log.Damaged(logger, damaged, owner.OwnerId);
        }
    }

    /// <summary>One segment's records in order, an end joined to its beginning when both lie here.</summary>
    private static List<BatchItem> Read(string path, out int damaged)
    {
        var scan = new SegmentScan(File.ReadAllBytes(path));
        var items = new List<BatchItem>();
        var begun = new Dictionary<Guid, BatchItem>();
        var unknown = 0;
        while (scan.TryNext(out var kind, out var payload))
        {
            if (kind == RecordKind.Opening && RecordReading.Parse(payload, RecordJson.Default.OpeningRecord) is { } opening)
                Add(items, begun, opening);
            else if (kind == RecordKind.Closing && RecordReading.Parse(payload, RecordJson.Default.ClosingRecord) is { } closing)
                Add(items, begun, closing);
            else if (kind == RecordKind.Amendment && RecordReading.Parse(payload, RecordJson.Default.AmendmentRecord) is { } amendment)
                items.Add(new BatchItem { Amendment = amendment });
            else
                unknown++;
        }

        damaged = scan.Damaged + unknown;
        return items;
    }

    private static void Add(List<BatchItem> items, Dictionary<Guid, BatchItem> begun, OpeningRecord opening)
    {
        var item = new BatchItem { Opening = opening };
        if (begun.TryAdd(opening.Id, item))
            items.Add(item);
    }

    private static void Add(List<BatchItem> items, Dictionary<Guid, BatchItem> begun, ClosingRecord closing)
    {
        if (begun.TryGetValue(closing.Id, out var item))
            item.Closing ??= closing;
        else
            items.Add(new BatchItem { Closing = closing });
    }

    private async Task InterruptAsync(Guid[] ownerIds, CancellationToken cancellation)
    {
        var count = 0;
        await commit.RepeatAsync(() => count = owners.Interrupt(ownerIds), cancellation);
        if (count > 0)
            Log.Interrupted(logger, count, string.Join(", ", ownerIds.Take(MostNamed)));
    }

    private static partial class Log
    {
        [LoggerMessage(1414, LogLevel.Warning, "The process {ProcessId} of the host {Host} ({OwnerId}) has said nothing for {Seconds} s; it counts as dead, until it says something again")]
        public static partial void Silent(ILogger logger, int processId, string host, Guid ownerId, int seconds);

        [LoggerMessage(1410, LogLevel.Information, "Brought in {Count} records of the process {OwnerId}, which has died")]
        public static partial void BroughtIn(ILogger logger, int count, Guid ownerId);

        [LoggerMessage(1411, LogLevel.Warning, "{Count} stretches in the journal of {OwnerId} were damaged and left out")]
        public static partial void Damaged(ILogger logger, int count, Guid ownerId);

        [LoggerMessage(1413, LogLevel.Warning, "The journal of {OwnerId} cannot be read; the next sweep tries again")]
        public static partial void CannotRead(ILogger logger, Exception failure, Guid ownerId);

        [LoggerMessage(1415, LogLevel.Error, "Looking for processes that have died failed; the next look is in a minute")]
        public static partial void Failed(ILogger logger, Exception failure);

        [LoggerMessage(1412, LogLevel.Information, "Marked {Count} interceptions of {Owners} as interrupted")]
        public static partial void Interrupted(ILogger logger, int count, string owners);
    }
}
