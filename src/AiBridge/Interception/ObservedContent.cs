using System.Net;
using AiBridge.Exchanges;

namespace AiBridge.Interception;

/// <summary>The upstream's content with its stream observed. Its headers stay with the upstream's content: they have been copied by then.</summary>
internal sealed class ObservedContent : HttpContent
{
    private readonly HttpContent _upstream;
    private readonly TimeProvider _clock;
    private readonly Func<ReadAhead, Stream> _observe;

    public ObservedContent(HttpContent upstream, TimeProvider clock, Func<ReadAhead, Stream> observe) =>
        (_upstream, _clock, _observe) = (upstream, clock, observe);

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        _observe(await ReadAheadContent.ReadingOf(_upstream, _clock, cancellationToken));

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await using var source = await CreateContentReadStreamAsync();
        await source.CopyToAsync(stream);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _upstream.Headers.ContentLength ?? 0;
        return _upstream.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _upstream.Dispose();
        base.Dispose(disposing);
    }
}
