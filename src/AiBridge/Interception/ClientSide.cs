using AiBridge.Exchanges;
using AiBridge.Protocols;
using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Interception;

/// <summary>The client's end of a response while it is relayed. Keeps the server's own features: the context they hang on is emptied with the request.</summary>
internal sealed class ClientSide : IDisposable
{
    private static readonly TimeSpan LongestCut = TimeSpan.FromSeconds(2);

    private readonly HttpContext _context;
    private readonly IHttpResponseFeature _response;
    private readonly IHttpRequestLifetimeFeature _lifetime;
    private readonly Exchange _exchange;
    private readonly int _seconds;
    private readonly TimeProvider _clock;
    private readonly ClientStall _stall;

    /// <param name="context">The request.</param>
    /// <param name="exchange">Closed when the client is cut off.</param>
    /// <param name="seconds">How long bytes may lie unread; 0 is for ever.</param>
    /// <param name="clock">Counts them.</param>
    public ClientSide(HttpContext context, Exchange exchange, int seconds, TimeProvider clock)
    {
        _response = context.Features.GetRequiredFeature<IHttpResponseFeature>();
        _lifetime = context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        (_context, _exchange, _seconds, _clock) = (context, exchange, seconds, clock);
        _stall = new ClientStall(clock, TimeSpan.FromSeconds(seconds), Cut);
    }

    /// <summary>The client has been given a status: no other can be.</summary>
    public bool HasStatus => _response.HasStarted;

    /// <summary>Bytes were handed out.</summary>
    public void Given() => _stall.Given();

    /// <summary>More is asked for.</summary>
    /// <exception cref="OperationCanceledException">The client was cut off meanwhile.</exception>
    public void Back()
    {
        if (!_stall.Back())
            throw new OperationCanceledException("The client has been cut off.");
    }

    /// <summary>
    /// Ends the connection behind what was handed out: the body stays unfinished, and all of it arrives. An abort would
    /// swallow the bytes that the server's send loop has not come to, however long one waits for it on a busy machine.
    /// Returns when the system has taken them; a client that takes nothing is left to the abort. Only while the response is read.
    /// </summary>
    public async ValueTask CutBehindAsync()
    {
        if (!HasStatus || !_context.Request.Protocol.StartsWith("HTTP/1", StringComparison.Ordinal))
            return;
        var connection = _context.Features.GetRequiredFeature<ClientConnection>();
        _ = connection.EndAsync();
        await Task.Delay(LongestCut, _clock, connection.Closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stall.Dispose();

    private void Cut()
    {
        _exchange.Close(new ExchangeOutcome(
            ExchangeStatus.Failed, _response.StatusCode, ErrorClass.SlowClient, $"The client read nothing for {_seconds} s."));
        _lifetime.Abort();
    }
}
