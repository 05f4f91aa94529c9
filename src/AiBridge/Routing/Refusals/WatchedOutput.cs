using System.Buffers;
using System.IO.Pipelines;

namespace AiBridge.Routing.Refusals;

/// <summary>Passes on what the server writes, until somebody else has had the last word.</summary>
internal sealed class WatchedOutput(PipeWriter output) : PipeWriter
{
    private const int Page = 4096;

    /// <summary>Where bytes go that nobody gets; null while all are passed on.</summary>
    private byte[]? _dropped;

    public override bool CanGetUnflushedBytes => output.CanGetUnflushedBytes;

    public override long UnflushedBytes => output.UnflushedBytes;

    /// <summary>Goes out with the server's next flush, and is the last that does.</summary>
    public void WriteLast(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        if (_dropped is not null)
            return;
        output.Write(head);
        output.Write(body);
        _dropped = new byte[Page];
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _dropped is null ? output.GetMemory(sizeHint) : Dropped(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _dropped is null ? output.GetSpan(sizeHint) : Dropped(sizeHint);

    public override void Advance(int bytes)
    {
        if (_dropped is null)
            output.Advance(bytes);
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        _dropped is null ? output.WriteAsync(source, cancellationToken) : output.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => output.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => output.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => output.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => output.CompleteAsync(exception);

    private byte[] Dropped(int sizeHint) => _dropped = _dropped!.Length >= sizeHint ? _dropped : new byte[sizeHint];
}
