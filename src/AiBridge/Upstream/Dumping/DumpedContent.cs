using System.Net;
using AiBridge.Exchanges;

namespace AiBridge.Upstream.Dumping;

/// <summary>A response content whose bytes also go into a file as they are read.</summary>
internal sealed class DumpedContent : HttpContent
{
    private readonly HttpContent _upstream;
    private readonly DumpFile _file;

    public DumpedContent(HttpContent upstream, DumpFile file)
    {
        (_upstream, _file) = (upstream, file);
        foreach (var (name, values) in upstream.Headers.NonValidated)
            Headers.TryAddWithoutValidation(name, values);
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() => new DumpedStream(await _upstream.ReadAsStreamAsync(), _file);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await using var reading = await CreateContentReadStreamAsync();
        await reading.CopyToAsync(stream);
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
            _upstream.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private sealed class DumpedStream(Stream upstream, DumpFile file) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer)
        {
            var read = upstream.Read(buffer);
            file.Write(buffer[..read]);
            return read;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await upstream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            file.Write(buffer.Span[..read]);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                upstream.Dispose();
                file.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
