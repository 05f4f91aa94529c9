using AiBridge.Exchanges;
using AiBridge.Interception.Masking;
using AiBridge.Protocols;
using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Interception;

/// <summary>The client's end of a response while it is relayed. Keeps the server's own features: the context they hang on is emptied with the request.</summary>
internal sealed class ClientResponse : IDisposable
{
    private static readonly TimeSpan LongestCut = TimeSpan.FromSeconds(2);

    private readonly HttpContext _context;
    private readonly IHttpResponseFeature _response;
    private readonly IHttpRequestLifetimeFeature _lifetime;
    private readonly Exchange _exchange;
    private readonly int _seconds;
    private readonly SlowClientTimer _stall;

    /// <param name="context">The request.</param>
    /// <param name="exchange">Closed when the client is cut off.</param>
    /// <param name="mask">What the client must not read; null for nothing.</param>
    /// <param name="seconds">How long bytes may lie unread; 0 is for ever.</param>
    /// <param name="clock">Counts them.</param>
    public ClientResponse(HttpContext context, Exchange exchange, ErrorMask? mask, int seconds, TimeProvider clock)
    {
        _response = context.Features.GetRequiredFeature<IHttpResponseFeature>();
        _lifetime = context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        (_context, _exchange, Mask, _seconds) = (context, exchange, mask, seconds);
        _stall = new SlowClientTimer(clock, TimeSpan.FromSeconds(seconds), Cut);
    }

    /// <summary>The client has been given a status: no other can be.</summary>
    public bool HasStatus => _response.HasStarted;

    /// <summary>Hides what the client must not read; null where there is nothing to hide.</summary>
    public ErrorMask? Mask { get; }

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
    /// Leaves the body unfinished behind what was handed out, so that all of it arrives. On HTTP/1 the connection ends: an abort
    /// would swallow the bytes that the server's send loop has not come to, however long one waits for it on a busy machine.
    /// On HTTP/2 the forwarder resets the one stream: that swallows what the server has not yet put into frames (up to 4 KB),
    /// and some clients drop what they have not read by then (.NET's does), so a busy machine is given its time. On HTTP/1.0 the end of the connection can be
    /// the end of the body (older nginx asks so), and only a reset says that it is not. Only while the response is read.
    /// </summary>
    public async ValueTask CutBehindAsync()
    {
        if (!HasStatus)
            return;
        // Bytes on their way take the machine's time, whatever clock the product was given.
        if (HttpProtocol.IsHttp2(_context.Request.Protocol))
        {
            await Task.Delay(LongestCut, TimeProvider.System, _lifetime.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        var connection = _context.Features.GetRequiredFeature<ClientConnection>();
        if (HttpProtocol.IsHttp10(_context.Request.Protocol) && _response.Headers.ContentLength is null)
        {
            await Task.Delay(LongestCut, TimeProvider.System, connection.Closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            connection.Reset();
            return;
        }

        _ = connection.EndAsync();
        // A client that takes nothing is left to the abort.
        await Task.Delay(LongestCut, TimeProvider.System, connection.Closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stall.Dispose();

    private void Cut()
    {
        _exchange.Close(new ExchangeOutcome(
            ExchangeStatus.Failed, _response.StatusCode, ErrorClass.SlowClient, $"The client read nothing for {_seconds} s."));
        _lifetime.Abort();
    }
}
