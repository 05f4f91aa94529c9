using AiBridge.Contracts.Records;
using AiBridge.Exchanges;
using AiBridge.Projects;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using AiBridge.Telemetry;

namespace AiBridge.Records.Live;

/// <summary>
/// Makes events out of what the running calls note and what the store has. Runs while somebody reads, and a minute longer, so that whoever lost the
/// connection goes on without a gap; else it sleeps, and the calls note nothing.
/// </summary>
internal sealed partial class LiveFeed(LiveCalls calls, LiveLog log, LiveRows rows, TimeProvider clock, ILogger<LiveFeed> logger) : LastingService(clock, logger)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnotherTry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longer = TimeSpan.FromMinutes(1);

    /// <summary>Ten minutes: a store that is away for longer costs a gap.</summary>
    private const int MostTries = 2_400;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, FollowedCall> _calls = [];
    private readonly HashSet<Guid> _unread = [];
    private int _readers;
    private long _leftAt;
    private long _tick = WakeSignal.Never;
    private long _retry;
    private bool _away;

    /// <summary>One who reads from now on, or from behind the event that it had last; to be disposed of.</summary>
    /// <exception cref="RefusedException">403; 404: another project.</exception>
    public LiveReader Open(Caller caller, LiveFilter filter, string? lastEventId)
    {
        caller.Demand(RecordOperations.WatchInterceptions);
        var reader = new LiveReader(log, caller.VisibleProject(filter.ProjectId), filter, Left);
        lock (_gate)
        {
            _readers++;
            if (!calls.IsWatched)
            {
                log.Restart();
                calls.BeginWatch();
            }
        }

        log.Place(reader, lastEventId);
        return reader;
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        await using var stop = stopping.UnsafeRegister(static calls => ((LiveCalls)calls!).Wake(), calls);
        while (true)
        {
            await calls.WaitAsync(_unread.Count > 0 ? Math.Min(_tick, _retry) : _tick);
            stopping.ThrowIfCancellationRequested();
            if (calls.IsWatched)
                await LookAsync(Clock.GetTimestamp(), stopping);
            if (!calls.IsWatched)
                _tick = WakeSignal.Never;
        }
    }

    private async Task LookAsync(long now, CancellationToken stopping)
    {
        var news = TakeNews();
        var due = now >= _tick;
        if (due || _tick == WakeSignal.Never)
            _tick = After(now, Second);
        if (due)
            ShowProgress();
        try
        {
            if (_unread.Count > 0 && (now >= _retry || (news && !_away)))
                await ReadAsync(now, stopping);
            if (due)
                await ShowOthersAsync(stopping);
            _away = false;
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested && StoreFailures.IsUnavailable(failure))
        {
            _retry = After(now, Second);
            if (!_away)
                Log.Away(logger, StoreFailures.Message(failure));
            _away = true;
        }

        if (due)
            EndWhenNobodyReads();
    }

    private bool TakeNews()
    {
        var any = false;
        while (calls.TryTake(out var call))
        {
            if (call.IsOver)
                continue;
            any = true;
            if (!_calls.TryGetValue(call.Id, out var followed))
                _calls[call.Id] = followed = new FollowedCall(call);
            if (followed.Summary is null || call.Ended)
                _unread.Add(call.Id);
            else
                ShowFirstToken(followed);
        }

        if (calls.TakeLost())
        {
            log.Add(LiveEventNames.Gap, null, new LiveGapDto(null));
            _unread.UnionWith(_calls.Values.Where(followed => followed.Call.Ended).Select(followed => followed.Call.Id));
        }

        return any;
    }

    private async Task ReadAsync(long now, CancellationToken stopping)
    {
        _retry = After(now, AnotherTry);
        var found = await rows.ReadAsync(_unread, stopping);
        foreach (var id in _unread.Order().ToList())
        {
            var followed = _calls[id];
            var stored = found.GetValueOrDefault(id);
            if (stored is not null)
                Show(followed, stored);
            if (stored is not null && (!followed.Call.Ended || stored.Status != RowWords.InProgress))
                _unread.Remove(id);
            else if (++followed.Tries == MostTries)
                GiveUp(followed.Call);
        }
    }

    private void Show(FollowedCall followed, InterceptionDto stored)
    {
        if (followed is { Summary: null, Call.Begins: true })
            log.Add(LiveEventNames.Opened, stored, InterceptionMapping.AtItsBeginning(stored));
        followed.Summary = stored;
        ShowFirstToken(followed);
        if (stored.Status == RowWords.InProgress)
            return;
        log.Add(LiveEventNames.Closed, stored, stored);
        Forget(followed.Call);
    }

    private void ShowFirstToken(FollowedCall followed)
    {
        if (followed.FirstTokenShown || followed.Call.FirstTokenMs is not { } first)
            return;
        followed.FirstTokenShown = true;
        var call = followed.Summary!;
        log.Add(LiveEventNames.FirstToken, call, new LiveFirstTokenDto { Id = call.Id, ProjectId = call.ProjectId, SessionId = call.SessionId, TimeToFirstTokenMs = first });
    }

    private void ShowProgress()
    {
        foreach (var followed in _calls.Values)
        {
            var (bytes, tool) = (followed.Call.Bytes, followed.Call.LastTool);
            if (followed.Summary is not { } call || followed.Call.Ended || (bytes == followed.BytesShown && tool == followed.ToolShown))
                continue;
            (followed.BytesShown, followed.ToolShown) = (bytes, tool);
            log.Add(LiveEventNames.Progress, call, new LiveProgressDto { Id = call.Id, ProjectId = call.ProjectId, SessionId = call.SessionId, ResponseBytes = bytes, LastTool = tool });
        }
    }

    private async Task ShowOthersAsync(CancellationToken stopping)
    {
        foreach (var (call, begins) in await rows.OthersAsync(stopping))
        {
            if (begins)
                log.Add(LiveEventNames.Opened, call, InterceptionMapping.AtItsBeginning(call));
            if (call.Status != RowWords.InProgress)
                log.Add(LiveEventNames.Closed, call, call);
        }
    }

    private void GiveUp(LiveCall call)
    {
        _unread.Remove(call.Id);
        Forget(call);
        log.Add(LiveEventNames.Gap, null, new LiveGapDto(null));
    }

    private void Forget(LiveCall call)
    {
        call.IsOver = true;
        _calls.Remove(call.Id);
    }

    private void EndWhenNobodyReads()
    {
        lock (_gate)
        {
            if (_readers > 0 || Clock.GetElapsedTime(_leftAt) < Longer)
                return;
            calls.EndWatch();
        }

        _calls.Clear();
        _unread.Clear();
        rows.Restart();
    }

    private void Left()
    {
        lock (_gate)
        {
            _readers--;
            _leftAt = Clock.GetTimestamp();
        }
    }

    private long After(long now, TimeSpan time) => now + (long)(time.TotalSeconds * Clock.TimestampFrequency);

    private static partial class Log
    {
        [LoggerMessage(1360, LogLevel.Warning, "Who watches interceptions sees none begin or end: the store is locked or away ({Failure})")]
        public static partial void Away(ILogger logger, string failure);
    }
}
