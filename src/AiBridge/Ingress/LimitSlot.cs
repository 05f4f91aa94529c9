namespace AiBridge.Ingress;

/// <summary>The places in flight that one request holds, until nothing of its answer is on its way any more.</summary>
internal sealed class LimitSlot
{
    private const int Held = 0;
    private const int IsEnding = 1;
    private const int Released = 2;

    private readonly List<Limiter> _limiters = new(4);
    private int _state;

    /// <summary>Only before the slot is given out.</summary>
    public void Hold(Limiter limiter) => _limiters.Add(limiter);

    /// <summary>The exchange is closed. Its places are not free: an upstream may go on for long behind what looked like its end.</summary>
    public void Ending()
    {
        if (Interlocked.CompareExchange(ref _state, IsEnding, Held) == Held)
            _limiters.ForEach(static limiter => limiter.Ending());
    }

    /// <summary>Only the first call counts.</summary>
    public void Release()
    {
        var state = Interlocked.Exchange(ref _state, Released);
        if (state != Released)
            _limiters.ForEach(limiter => limiter.Leave(ended: state == IsEnding));
    }
}
