using AiBridge.Contracts.Records;
using AiBridge.Exchanges;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Records.Live;

/// <summary>What the store has of calls that are watched: this process's by id, and what other processes on it have begun and ended.</summary>
internal sealed class LiveRows(IDbContextFactory<BridgeDb> contexts, ReadBarrier barrier, LiveCalls calls, TimeProvider clock)
{
    private const int AtOnce = 200;

    /// <summary>Of others that are looked at in one go; what is left is there a second later.</summary>
    private const int MostOfOthers = 1_000;

    /// <summary>How late another process may store what it has recorded, and its clock may be wrong, for a short call to be noticed.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly HashSet<Guid> _running = [];
    private readonly HashSet<Guid> _seen = [];

    /// <summary>Forgets what other processes did.</summary>
    public void Restart()
    {
        _running.Clear();
        _seen.Clear();
    }

    /// <summary>What is stored of these; what was recorded before the question is, unless the store is away.</summary>
    public async Task<Dictionary<Guid, InterceptionDto>> ReadAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        if (ids.Count == 0)
            return [];
        await barrier.PassAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await ReadAsync(db, ids, cancellation);
    }

    /// <summary>The calls of other processes that have begun or ended since the last question, by their beginning.</summary>
    /// <returns>Each as it is now, and whether it has only begun since.</returns>
    public async Task<IReadOnlyList<(InterceptionDto Call, bool Begins)>> OthersAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var own = calls.OwnerId;
        if (!await db.Owners.AnyAsync(row => row.Id != own, cancellation) && _running.Count == 0)
            return [];
        var recent = TimeOrderedId.LowestAt((clock.GetUtcNow() - Window).ToUnixTimeMilliseconds());
        var running = await db.Interceptions.Where(row => row.Status == RowWords.InProgress && row.OwnerId != own).Select(row => row.Id).ToListAsync(cancellation);
        var latest = await db.Interceptions.Where(row => row.Id >= recent && row.OwnerId != own).Select(row => row.Id).ToListAsync(cancellation);
        var ended = _running.Except(running).ToList();
        var wanted = running.Concat(latest).Where(id => !_seen.Contains(id)).Concat(ended).Distinct().Order().Take(MostOfOthers).ToList();
        var found = await ReadAsync(db, wanted, cancellation);
        return Note([.. wanted.Select(id => found.GetValueOrDefault(id)).OfType<InterceptionDto>()], recent);
    }

    private static async Task<Dictionary<Guid, InterceptionDto>> ReadAsync(BridgeDb db, IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        var found = new Dictionary<Guid, InterceptionDto>(ids.Count);
        foreach (var some in ids.Chunk(AtOnce))
        {
            foreach (var row in await db.Interceptions.AsNoTracking().Where(row => some.Contains(row.Id)).ToListAsync(cancellation))
                found[row.Id] = InterceptionMapping.ToDto(row);
        }

        return found;
    }

    private List<(InterceptionDto Call, bool Begins)> Note(List<InterceptionDto> found, Guid recent)
    {
        List<(InterceptionDto, bool)> news = [];
        foreach (var call in found)
        {
            var isNew = _seen.Add(call.Id);
            var isRunning = call.Status == RowWords.InProgress;
            if (isRunning)
                _running.Add(call.Id);
            else
                _running.Remove(call.Id);
            // What ran or had ended already when the watch began is no news.
            var begins = isNew && call.StartedAt >= calls.Since;
            if (begins || (!isRunning && (!isNew || call.EndedAt >= calls.Since)))
                news.Add((call, begins));
        }

        _seen.RemoveWhere(id => id.CompareTo(recent) < 0 && !_running.Contains(id));
        return news;
    }
}
