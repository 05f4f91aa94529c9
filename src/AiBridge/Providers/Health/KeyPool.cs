namespace AiBridge.Providers.Health;

/// <summary>The keys of one provider instance, in order, with their states.</summary>
internal sealed class KeyPool(IReadOnlyList<KeyState> keys)
{
    private int _turn = -1;

    public IReadOnlyList<KeyState> Keys => keys;

    /// <summary>A provider's only key is never benched: what its upstream says is the caller's to know.</summary>
    public bool Benches => keys.Count > 1;

    public KeyState? Find(string id)
    {
        foreach (var key in keys)
        {
            if (key.Id == id)
                return key;
        }

        return null;
    }

    /// <summary>The place the next request of a round begins at.</summary>
    public int NextTurn() => (int)((uint)Interlocked.Increment(ref _turn) % (uint)keys.Count);

    /// <summary>How long until the first of the limited keys is free for the scope; null when all were refused.</summary>
    public TimeSpan? ShortestWait(string scope, DateTimeOffset now)
    {
        TimeSpan? shortest = null;
        foreach (var key in keys)
        {
            if (key.IsRefused)
                continue;
            var wait = key.FreeAt(scope) - now;
            if (shortest is null || wait < shortest)
                shortest = wait;
        }

        return shortest;
    }

    public IReadOnlyList<KeyReport> Report(DateTimeOffset now) =>
        [.. keys.Select(key => Benches ? key.Report(now) : new KeyReport(key.Secret.Hint, KeyStanding.Valid, null))];
}
