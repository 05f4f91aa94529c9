using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Interception;

/// <summary>A passthrough body of a known length: its last byte is the client's end, so the exchange is closed before it is given.</summary>
internal sealed class PassedBody(Stream upstream, long length, Exchange exchange, int status) : ReadOnlyStream
{
    private long _left = length;

    /// <summary>The response with such a body, where somebody waits for the end.</summary>
    public static async ValueTask AttachAsync(HttpResponseMessage response, Exchange exchange, CancellationToken cancellation)
    {
        if (exchange.OnClosed is null || response.Content.Headers.ContentLength is not { } length)
            return;
        var upstream = await response.Content.ReadAsStreamAsync(cancellation);
        response.Content = new StreamContent(new PassedBody(upstream, length, exchange, (int)response.StatusCode));
    }

    public override int Read(Span<byte> buffer) => throw new NotSupportedException();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await upstream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _left -= read;
        if (_left == 0)
            exchange.Close(status < 400 ? new ExchangeOutcome(ExchangeStatus.Completed, status) : new ExchangeOutcome(ExchangeStatus.Failed, status, ErrorClass.Unknown));
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            upstream.Dispose();
        base.Dispose(disposing);
    }
}
