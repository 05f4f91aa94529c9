namespace AiBridge.Exchanges;

/// <summary>Bounds how many large answers one token is given at once: while the database reads one, a thread of the process waits for it.</summary>
internal sealed class LargeAnswers(TimeProvider clock)
{
    /// <summary>A page with as many panels is filled at once; what is asked for beside it waits.</summary>
    public const int MostAtOnce = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Places> _callers = new(StringComparer.Ordinal);

    /// <summary>Waits a moment for a place; each true wants a <see cref="Leave"/>.</summary>
    public async ValueTask<bool> TryEnterAsync(string caller, CancellationToken cancellation)
    {
        var entered = false;
        using var patience = new CancellationTokenSource(BufferBudget.Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        var places = Join(caller);
        try
        {
            await places.Free.WaitAsync(either.Token);
            return entered = true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            if (!entered)
                Part(caller, places);
        }
    }

    public void Leave(string caller)
    {
        Places places;
        lock (_gate)
            places = _callers[caller];
        places.Free.Release();
        Part(caller, places);
    }

    private Places Join(string caller)
    {
        lock (_gate)
        {
            if (!_callers.TryGetValue(caller, out var places))
                _callers.Add(caller, places = new Places());
            places.Users++;
            return places;
        }
    }

    private void Part(string caller, Places places)
    {
        lock (_gate)
        {
            if (--places.Users == 0)
                _callers.Remove(caller);
        }
    }

    /// <summary>Those of one token, for as long as somebody has or wants one.</summary>
    private sealed class Places
    {
        public SemaphoreSlim Free { get; } = new(MostAtOnce);

        public int Users { get; set; }
    }
}
