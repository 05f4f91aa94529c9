using System.Runtime.CompilerServices;

namespace AiBridge.Upstream.Connecting;

/// <summary>
/// A connection that knows whether it has answered before, and whether it has begun to answer what was sent last; where it fails in
/// between, it says so by <see cref="ConnectionLostException"/>. HTTP/1.1 writes a request, then reads its answer, one after the other; what
/// comes behind an answer, or before a question, is nobody's, and no request is written behind it. On HTTP/2 every failure is told, and who
/// waits decides.
/// </summary>
/// <param name="inner">What goes over the wire.</param>
/// <param name="http2">One of many requests.</param>
/// <param name="all">Hears of what comes unasked; null where answers know whom they are for.</param>
internal sealed class PooledConnection(Stream inner, bool http2, UpstreamConnections? all) : Stream
{
    private const int Busy = 0, Idle = 1, Spoilt = 2;

    private readonly AnswerEnd? _answers = all is null ? null : new AnswerEnd();
    private int _state = Busy;
    private volatile bool _answering;
    private volatile bool _reused;
    private volatile bool _ended;

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private bool IsLost => http2 || (_reused && !_answering);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException fault)
        {
            _ended = true;
            throw AsLost(fault);
        }

        if (read > 0)
            Came(buffer.Span[..read]);
        else if (buffer.Length > 0)
            End();
        return read;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var begins = _answering;
        if (begins)
            (_reused, _answering) = (true, false);
        var asks = _answers is { HasEnded: true };
        if (asks)
        {
            if (Interlocked.CompareExchange(ref _state, Busy, Idle) == Spoilt)
                throw new ConnectionLostException(http2) { Unsent = true };
            _answers!.Asked(buffer.Span);
        }

        // It ended between two requests, unnoticed by who took it for the second.
        if (_ended && IsLost)
            throw new ConnectionLostException(http2) { Unsent = begins && !http2 };
        try
        {
            await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException fault)
        {
            throw AsLost(fault);
        }

        // It came while the request was on its way into the system: the bytes that are read next are not its answer.
        if (asks && Volatile.Read(ref _state) == Spoilt)
            throw new ConnectionLostException(http2);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Ends it where no answer is owed; a request that has just taken it is not written, and finds another.</summary>
    public void CloseIdle()
    {
        if (Interlocked.CompareExchange(ref _state, Spoilt, Idle) == Idle)
            inner.Dispose();
    }

    public override async ValueTask DisposeAsync()
    {
        all?.Closed(this);
        await inner.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            all?.Closed(this);
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Came(ReadOnlySpan<byte> bytes)
    {
        _answering = true;
        if (_answers is null)
            return;
        if (_answers.Came(bytes) > 0)
        {
            // What of it belongs to an answer is still read.
            if (Interlocked.Exchange(ref _state, Spoilt) != Spoilt)
                all!.CameUnasked(this);
        }
        else if (_answers.HasEnded)
        {
            Interlocked.CompareExchange(ref _state, Idle, Busy);
        }
    }

    private void End()
    {
        _ended = true;
        if (IsLost)
            throw new ConnectionLostException(http2);
    }

    private IOException AsLost(IOException fault) => IsLost ? new ConnectionLostException(http2, fault) : fault;
}
