using AiBridge.Exchanges;

namespace AiBridge.Shutdown;

/// <summary>One call that a shutdown may end before its client leaves.</summary>
internal sealed class CancellableCall : IAsyncDisposable
{
    private readonly HttpContext _context;
    private readonly Exchange _exchange;
    private readonly Draining _draining;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _timeUp;
    private CancellationTokenRegistration _last;

    public CancellableCall(HttpContext context, Draining draining)
    {
        (_context, _exchange, _draining) = (context, context.Exchange(), draining);
        _source = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        _timeUp = draining.Unanswered.UnsafeRegister(static call => ((CancellableCall)call!).TimeIsUp(), this);
    }

    /// <summary>The client has left, or the call was ended here.</summary>
    public CancellationToken Ended => _source.Token;

    /// <summary>It was ended before its answer began.</summary>
    public bool Unanswered { get; private set; }

    /// <summary>After it no callback touches the request any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timeUp.DisposeAsync();
        await _last.DisposeAsync();
        _source.Dispose();
    }

    private void TimeIsUp()
    {
        if (!_context.Response.HasStarted)
        {
            Unanswered = true;
            Close(BridgeError.ShuttingDown.Status);
            _source.Cancel();
        }
        else if (_exchange.Route.Bridged)
        {
            _last = _draining.All.UnsafeRegister(static call => ((CancellableCall)call!).CutOff(), this);
        }
        else
        {
            _context.Abort();
        }
    }

    private void CutOff()
    {
        Close(_context.Response.StatusCode);
        _context.Abort();
    }

    private void Close(int status) =>
        _exchange.Close(ExchangeOutcome.Of(BridgeError.ShuttingDown) with { HttpStatus = status });
}
