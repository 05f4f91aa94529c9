namespace AiBridge.Exchanges;

/// <summary>Knows the responses that are being relayed, so that the end of the process can end them in their family's way.</summary>
internal sealed class StreamShutdown
{
    private readonly CancellationTokenSource _ending = new();
    private int _live;

    /// <summary>Responses being relayed.</summary>
    public int Live => Volatile.Read(ref _live);

    public bool IsEnding => _ending.IsCancellationRequested;

    /// <summary>Every response being relayed, and every one that begins later, ends as soon as its client takes the bytes before.</summary>
    public void EndAll() => _ending.Cancel();

    /// <param name="wake">Called once when everything is to end; at once when that was before.</param>
    public CancellationTokenRegistration Enter(Action wake)
    {
        Interlocked.Increment(ref _live);
        return _ending.Token.UnsafeRegister(static wake => ((Action)wake!)(), wake);
    }

    public void Leave(CancellationTokenRegistration entered)
    {
        entered.Dispose();
        Interlocked.Decrement(ref _live);
    }
}
