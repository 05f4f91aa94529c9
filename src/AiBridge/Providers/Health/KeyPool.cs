namespace AiBridge.Providers.Health;

/// <summary>The keys of one provider instance, in order, with their states.</summary>
internal sealed class KeyPool(IReadOnlyList<KeyState> keys)
{
    private int _roundRobin = -1;

    public IReadOnlyList<KeyState> Keys => keys;

    /// <summary>A provider's only key never cools down: what its upstream says is the caller's to know.</summary>
    public bool CanFailOver => keys.Count > 1;

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
    public int NextRoundRobin() => (int)((uint)Interlocked.Increment(ref _roundRobin) % (uint)keys.Count);

    /// <summary>How long until the first of the keys that are not refused is free for the caller; null when all are refused.</summary>
    public TimeSpan? ShortestWait(string caller, string scope) =>
        keys.Where(key => !key.IsRefusedTo(caller)).Select(key => (TimeSpan?)key.Wait(caller, scope)).Min();

    /// <summary>What the upstream said last when it refused a call of the caller's; null when it has said nothing lately. Other callers' words are theirs.</summary>
    public string? WordsTo(string caller) =>
        keys.Select(key => key.RefusalOf(caller)).Where(refusal => refusal?.Words is not null).MaxBy(refusal => refusal!.Since)?.Words;

    public IReadOnlyList<KeyReport> Report() =>
        [.. keys.Select(key => CanFailOver ? key.Report() : new KeyReport(key.Secret.Hint, KeyStatus.Valid, null))];
}
