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

    /// <summary>Reads a response's body ahead until its end; nothing is taken away from who reads it later.</summary>
    /// <param name="response">Its content is replaced by one that gives every byte again.</param>
    /// <param name="largest">What lies behind that many bytes is not waited for.</param>
    /// <param name="deadline">A timestamp after which it is not waited for, or <see cref="WakeSignal.Never"/>.</param>
    /// <param name="clock">Tells when that is.</param>
    /// <param name="cancellation">Ends the waiting with a fault.</param>
    /// <returns>What was read; whether it has <see cref="ReadAhead.Ended"/> tells if that is all.</returns>
    public static async ValueTask<ReadAhead> ReadToEndAsync(HttpResponseMessage response, int largest, long deadline, TimeProvider clock, CancellationToken cancellation)
    {
        var reading = await ReadingOf(response.Content, clock, cancellation);
        response.Content = new ReadAheadContent(response.Content, reading);
        while (!reading.Ended && reading.Available.Length < largest && clock.GetTimestamp() < deadline)
            await reading.MoreAsync(deadline, cancellation);
        return reading;
    }

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
