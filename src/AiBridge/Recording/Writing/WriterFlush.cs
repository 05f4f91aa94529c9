namespace AiBridge.Recording.Writing;

/// <summary>
/// Asks the writer to write now, for those who want to read what was recorded until then. It writes once for all who ask while
/// it is at it, and for them at most every 20 ms: whoever asks again and again costs no transaction a record.
/// </summary>
internal sealed class WriterFlush
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly RecordQueue _queue;
    private readonly Lock _gate = new();
    private volatile TaskCompletionSource _away = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private Task? _next;
    private long? _began;

    public WriterFlush(RecordQueue queue, BatchCommit commit)
    {
        _queue = queue;
        commit.AwayChanged = OnAwayChanged;
    }

    /// <summary>Completes when everything recorded before the call is in the database, or the database is known to be away. Never fails.</summary>
    public Task StoredAsync()
    {
        if (_queue.AllStored || _away.Task.IsCompleted)
            return Task.CompletedTask;
        lock (_gate)
        {
            if (_next is not null)
                return _next;
            return _running.IsCompleted && Rest() == TimeSpan.Zero ? Begin() : _next = LaterAsync(_running);
        }
    }

    private async Task LaterAsync(Task before)
    {
        // Never goes on within the call, which has yet to note the task.
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        // The pace spares the machine, whatever clock the product was given.
        await Task.Delay(Rest(), TimeProvider.System);
        Task begun;
        lock (_gate)
        {
            begun = Begin();
            _next = null;
        }

        await begun;
    }

    private Task Begin()
    {
        _began = TimeProvider.System.GetTimestamp();
        return _running = Task.WhenAny(_queue.FlushAsync(), _away.Task);
    }

    private TimeSpan Rest()
    {
        var rest = _began is { } began ? Pace - TimeProvider.System.GetElapsedTime(began) : TimeSpan.Zero;
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }

    private void OnAwayChanged(bool away)
    {
        if (away)
            _away.TrySetResult();
        else
            _away = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
