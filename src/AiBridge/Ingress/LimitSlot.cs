namespace AiBridge.Ingress;

/// <summary>The places in flight that one request holds.</summary>
internal sealed class LimitSlot
{
    private readonly List<Limiter> _limiters = new(4);
    private int _released;

    /// <summary>Only before the slot is given out.</summary>
    public void Hold(Limiter limiter) => _limiters.Add(limiter);

    /// <summary>Only the first call counts.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
            _limiters.ForEach(static limiter => limiter.Leave());
    }
}
