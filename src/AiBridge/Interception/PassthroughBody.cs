using AiBridge.Exchanges;

namespace AiBridge.Interception;

/// <summary>
/// A passthrough body whose end somebody waits for: of a known length, or one that tells how a response in the background has
/// ended. The exchange is closed before the client is given that end. The bytes pass as they come.
/// </summary>
internal sealed class PassthroughBody(Stream upstream, long? length, Exchange exchange, int status, ResponseObserver? observer) : ReadOnlyStream
{
    private long _read;
    private bool _blind = observer is null;
    private bool _done;

    /// <summary>The response with such a body, where somebody waits for the end.</summary>
    public static async ValueTask AttachAsync(HttpResponseMessage response, Exchange exchange, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        var length = response.Content.Headers.ContentLength;
        var reportsResponse = exchange.Route.ReturnsResponse && response.IsSuccessStatusCode;
        if (!exchange.IsAwaited || (length is null && !reportsResponse))
            return;
        var observer = reportsResponse ? ResponseObserver.For(exchange, response) : null;
        var upstream = await response.Content.ReadAsStreamAsync(cancellation);
        response.Content = new StreamContent(new PassthroughBody(upstream, length, exchange, status, observer));
    }

    public override int Read(Span<byte> buffer) => throw new NotSupportedException();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await upstream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _read += read;
        Look(buffer.Span[..read]);
        // An empty read waits for bytes and means nothing.
        if (_read == length || exchange.Response is { Ended: true } || (read == 0 && !buffer.IsEmpty))
            End(isWhole: length is null || _read == length);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            observer?.Dispose();
            upstream.Dispose();
        }

        base.Dispose(disposing);
    }

    private void End(bool isWhole)
    {
        if (_done)
            return;
        _done = true;
        if (isWhole && exchange.Response is not { Ended: true })
            Look([], isEnd: true);
        exchange.Close(ExchangeOutcome.OfStatus(status));
    }

    /// <summary>A reader that fails never disturbs the relay.</summary>
    private void Look(ReadOnlySpan<byte> bytes, bool isEnd = false)
    {
        if (_blind || (bytes.IsEmpty && !isEnd))
            return;
        try
        {
            if (isEnd)
                observer!.End();
            else
                observer!.Observe(bytes);
        }
        catch (Exception)
        {
            _blind = true;
        }
    }
}
