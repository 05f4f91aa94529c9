using System.IO.Pipelines;

namespace AiBridge.Chat.Calls;

/// <summary>The body of an answer of the pipeline, as it is written: into a pipe, which makes the writer wait for whoever reads.</summary>
internal sealed class InnerBody(PipeWriter pipe, Action begin) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        begin();
        if ((await pipe.WriteAsync(buffer, cancellationToken)).IsCompleted)
            throw new OperationCanceledException("Nobody reads the answer any more.");
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>What was written is there already; the head is on its way from now on.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        begin();
        return Task.CompletedTask;
    }

    public override void Flush() => begin();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Nothing in the pipeline writes without waiting.");
}
