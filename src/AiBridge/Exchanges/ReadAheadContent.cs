using System.Net;

namespace AiBridge.Exchanges;

/// <summary>A response content whose reading has begun: the headers as they were, and the reader that holds what was read.</summary>
internal sealed class ReadAheadContent : HttpContent
{
    private readonly HttpContent _upstream;

    public ReadAheadContent(HttpContent upstream, ReadAhead reading)
    {
        (_upstream, Reading) = (upstream, reading);
        foreach (var (name, values) in upstream.Headers.NonValidated)
            Headers.TryAddWithoutValidation(name, values);
    }

    /// <summary>Gives everything from the first byte on. Closed with the content.</summary>
    public ReadAhead Reading { get; }

    /// <summary>The reading of any response content; begun here unless it was before.</summary>
    public static async ValueTask<ReadAhead> ReadingOf(HttpContent content, TimeProvider clock, CancellationToken cancellationToken) =>
        content is ReadAheadContent begun ? begun.Reading : new ReadAhead(await content.ReadAsStreamAsync(cancellationToken), clock);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        while (!Reading.Ended || !Reading.Available.IsEmpty)
        {
            await stream.WriteAsync(Reading.Available);
            Reading.Consume(Reading.Available.Length);
            await Reading.MoreAsync(WakeSignal.Never, CancellationToken.None);
        }

        if (Reading.Fault is { } fault)
            throw new IOException("The upstream broke off its response.", fault);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _upstream.Headers.ContentLength ?? 0;
        return _upstream.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Reading.Dispose();
            _upstream.Dispose();
        }

        base.Dispose(disposing);
    }
}
