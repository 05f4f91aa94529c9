using AiBridge.Exchanges;

namespace AiBridge.Interception;

/// <summary>
/// The response's stream with an observer on its read side. It owns the read, so the record is closed before the reader
/// above is given the end; the bytes themselves pass as they came.
/// </summary>
internal sealed class ObservedStream(Stream upstream, Exchange exchange, ResponseWatch watch) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await upstream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        // YARP waits for data with an empty read before it rents a buffer; it means nothing.
        if (buffer.IsEmpty)
            return read;
        exchange.ResponseBytes += read;
        watch.Saw(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        watch.Dispose();
        upstream.Dispose();
        base.Dispose(disposing);
    }
}
