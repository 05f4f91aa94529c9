using System.Net;

namespace AiBridge.Interception;

/// <summary>The upstream's content with its stream observed; headers as they were.</summary>
internal sealed class ObservedContent : HttpContent
{
    private readonly HttpContent _upstream;
    private readonly Func<Stream, Stream> _observe;

    public ObservedContent(HttpContent upstream, Func<Stream, Stream> observe)
    {
        _upstream = upstream;
        _observe = observe;
        foreach (var (name, values) in upstream.Headers.NonValidated)
            Headers.TryAddWithoutValidation(name, values);
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() => _observe(await _upstream.ReadAsStreamAsync());

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        _observe(await _upstream.ReadAsStreamAsync(cancellationToken));

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
