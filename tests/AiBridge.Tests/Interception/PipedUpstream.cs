using System.Threading.Channels;

namespace AiBridge.Tests.Interception;

/// <summary>An upstream's body under the test's hand; notes what the reader did with it.</summary>
internal sealed class PipedUpstream : Stream
{
    private readonly Channel<byte[]> _pieces = Channel.CreateUnbounded<byte[]>();
    private byte[] _rest = [];

    public bool Closed { get; private set; }

    /// <summary>Reads under way; more than one at a time is a fault.</summary>
    public int Pending { get; private set; }

    /// <summary>The size of the buffer of the read under way.</summary>
    public int WaitsWith { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Send(string text) => _pieces.Writer.TryWrite(System.Text.Encoding.UTF8.GetBytes(text));

    public void End(Exception? fault = null) => _pieces.Writer.TryComplete(fault);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        (++Pending).Should().Be(1);
        WaitsWith = buffer.Length;
        try
        {
            while (_rest.Length == 0)
            {
                if (!await _pieces.Reader.WaitToReadAsync(cancellationToken))
                    return 0;
                _pieces.Reader.TryRead(out _rest!);
            }

            var count = Math.Min(buffer.Length, _rest.Length);
            _rest.AsSpan(0, count).CopyTo(buffer.Span);
            _rest = _rest[count..];
            return count;
        }
        finally
        {
            Pending--;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        Closed = true;
        base.Dispose(disposing);
    }
}
