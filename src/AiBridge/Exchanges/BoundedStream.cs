namespace AiBridge.Exchanges;

/// <summary>
/// Stands before and behind each decoder and gives no more than so many bytes: what a few packed ones stand for may be packed again. Nor
/// does it give a decoder more and more out of which nothing comes (packed nothing, a million times).
/// </summary>
internal sealed class BoundedStream(Stream source, long most) : ReadOnlyStream
{
    /// <summary>What is packed is shorter than what it stands for, or a little longer.</summary>
    private const int MostInForOneOut = 16;
    private const int InBeforeAnyOut = 64 * 1024;

    private long _given;

    /// <summary>What stands behind the decoder that reads here; null where none does.</summary>
    public BoundedStream? Behind { get; set; }

    public override int Read(Span<byte> buffer) => Counted(source.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Counted(await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }

    private int Counted(int read)
    {
        _given += read;
        var isIdle = Behind is { } behind && _given > InBeforeAnyOut + (MostInForOneOut * behind._given);
        return _given <= most && !isIdle ? read : throw new ExceededException();
    }

    /// <summary>There is more.</summary>
    public sealed class ExceededException() : IOException("More comes out of it than is looked at.");
}
