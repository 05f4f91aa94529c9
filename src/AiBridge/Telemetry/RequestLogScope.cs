namespace AiBridge.Telemetry;

/// <summary>The request that lines are logged for. It is left behind in whatever the request started and outlives it, so it is small, and says when it is over.</summary>
internal sealed class RequestLogScope(Guid interceptionId) : IDisposable
{
    private static readonly AsyncLocal<RequestLogScope?> Flowing = new();

    private volatile bool _over;

    /// <summary>Null outside of a request.</summary>
    public static RequestLogScope? Current => Flowing.Value is { _over: false } current ? current : null;

    public Guid InterceptionId => interceptionId;

    /// <summary>From here on, in all that the caller awaits.</summary>
    public static RequestLogScope Begin(Guid interceptionId) => Flowing.Value = new RequestLogScope(interceptionId);

    public void Dispose() => _over = true;
}
