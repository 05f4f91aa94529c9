namespace AiBridge.Ingress;

/// <summary>The places in flight that one request holds.</summary>
internal sealed class LimitSlot
{
    private Limiter? _token;
    private Limiter? _project;
    private int _released;

    public ref Limiter? Token => ref _token;

    public ref Limiter? Project => ref _project;

    /// <summary>Only the first call counts.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0)
            return;
        Token?.Leave();
        Project?.Leave();
    }
}
