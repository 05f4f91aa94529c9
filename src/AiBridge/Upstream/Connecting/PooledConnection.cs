using System.Runtime.CompilerServices;

namespace AiBridge.Upstream.Connecting;

/// <summary>
/// A connection that knows whether it has answered before, and whether it has begun to answer what was sent last; where it fails in
/// between, it says so by <see cref="ConnectionLostException"/>. HTTP/1.1 writes a request, then reads its answer, one after the other; what
/// comes behind an answer, or before a question, is nobody's, and no request is written behind it; an answer that was sent before its
/// question had come over is the one to another. On HTTP/2 every failure is told, and who waits decides.
/// </summary>
/// <param name="inner">What goes over the wire.</param>
/// <param name="http2">One of many requests.</param>
/// <param name="all">Hears of what comes unasked; null where answers know whom they are for.</param>
/// <param name="otherSide">What the system knows of it; null where it tells nothing.</param>
internal sealed class PooledConnection(Stream inner, bool http2, UpstreamConnections? all, OtherSide? otherSide = null) : Stream
{
    private const int Busy = 0, Idle = 1, BusyForTheLastTime = 2, Over = 3, Spoilt = 4;

    /// <summary>What the system does not take at once; the last of it is then written by itself, so that one who answers before that is seen to be early.</summary>
    private const int Large = 256 * 1024, LastPiece = 16 * 1024;

    private readonly AnswerEnd? _answers = all is null ? null : new AnswerEnd();
    private int _state = Busy;
    private long _unwritten;
    private long _received;
    private volatile bool _answering;
    private volatile bool _judged;
    private volatile bool _hasBody;
    private volatile bool _reused;
    private volatile bool _ended;
    private volatile bool _mistrusted;
    private volatile bool _writing;

#pragma warning disable MA0055 // The framework closes no idle connection of a pool that was left and collected, and others know of this one.
    ~PooledConnection() => Dispose(disposing: false);
#pragma warning restore MA0055

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>For who must not keep it alive.</summary>
    public WeakReference<PooledConnection> Weakly => field ??= new WeakReference<PooledConnection>(this);

    private bool IsLost => http2 || _mistrusted || (_reused && !_answering);

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
        var begins = Interlocked.Read(ref _unwritten) == 0;
        var reuses = begins && _answering;
        if (reuses)
            (_reused, _answering) = (true, false);
        var asks = begins && _answers is { HasEnded: true };
        if (asks)
            Ask(buffer.Span, reuses);
        // Where the last answer ended could not be followed, so whose the next one is could not be told; behind a 101 there are no answers.
        else if (reuses && _answers is { Status: not 101 })
            throw NotAsked();

        // It ended between two requests, unnoticed by who took it for the second.
        if (_ended && IsLost)
            throw new ConnectionLostException(http2) { Unsent = reuses && !http2 };
        try
        {
            _writing = true;
            if (buffer.Length > Large && !http2)
            {
                await inner.WriteAsync(buffer[..^LastPiece], cancellationToken).ConfigureAwait(false);
                Wrote(buffer.Length - LastPiece);
                buffer = buffer[^LastPiece..];
            }

            // Counts as written from its beginning: who answers at once may be heard before the writing is known to have ended.
            Wrote(buffer.Length);
            await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException || (fault is ObjectDisposedException && _mistrusted))
        {
            throw AsLost(fault);
        }
        finally
        {
            EndWriting();
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

    /// <summary>Lets no further request onto it. Ends it where no answer is owed: a request that has just taken it is not written, and finds another.</summary>
    public void UseNoMore()
    {
        while (Interlocked.CompareExchange(ref _state, BusyForTheLastTime, Busy) == Idle)
        {
            if (Interlocked.CompareExchange(ref _state, Over, Idle) == Idle)
            {
                inner.Dispose();
                return;
            }
        }
    }

    public override async ValueTask DisposeAsync()
    {
        all?.Closed(this);
        await inner.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    protected override void Dispose(bool disposing)
    {
        all?.Closed(this);
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A request begins.</summary>
    /// <exception cref="ConnectionLostException">None may be written here any more.</exception>
    private void Ask(ReadOnlySpan<byte> request, bool reuses)
    {
        if (Interlocked.CompareExchange(ref _state, Busy, Idle) is Over or Spoilt)
            throw new ConnectionLostException(http2) { Unsent = true };
        // It may have come since somebody looked, and who hands it on at once does not look at all.
        if (reuses && otherSide is { } other && other.HasSaidMore())
        {
            if (!other.IsSecured)
                Spoil();
            throw NotAsked();
        }

        _answers!.Asked(request);
        var length = RequestLength.Of(request, out var hasBody);
        (_hasBody, _judged) = (hasBody, false);
        Interlocked.Exchange(ref _unwritten, length);
    }

    private ConnectionLostException NotAsked()
    {
        Interlocked.CompareExchange(ref _state, Over, Busy);
        return new ConnectionLostException(http2) { Unsent = true };
    }

    private void Came(ReadOnlySpan<byte> bytes)
    {
        _answering = true;
        if (_answers is null)
            return;
        var unasked = _answers.Came(bytes) > 0;
        if (!_judged && _answers.Status >= 200)
            Judge();
        if (unasked)
        {
            // What of it belongs to an answer is still read.
            Spoil();
        }
        else if (_answers.HasEnded)
        {
            Ended();
        }
    }

    private void Ended()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Busy) != BusyForTheLastTime)
        {
            otherSide?.Acknowledge();
            return;
        }

        Interlocked.Exchange(ref _state, Over);
        // All of the answer has been read; who wrote it may still be reading the question.
        if (!_writing && Interlocked.Read(ref _unwritten) == 0)
            inner.Dispose();
    }

    /// <summary>A piece is written, as far as it went; where the answer has ended meanwhile nothing else is to come.</summary>
    private void EndWriting()
    {
        _writing = false;
        if (Volatile.Read(ref _state) == Over && Interlocked.Read(ref _unwritten) == 0)
            inner.Dispose();
    }

    /// <summary>
    /// Whether an answer may be one to what was asked last. What comes before a byte of the question has come over cannot be. What comes when a part of it has
    /// may be either: from an upstream that begins to answer before it has read all, or one to another project's question; so it is asked again where nothing
    /// else was asked before.
    /// </summary>
    private void Judge()
    {
        _judged = true;
        var receipt = otherSide?.Look() ?? default;
        // Nothing but requests was sent, and of the former all had come over.
        var ofThisOne = _received > 0 ? receipt.Bytes - _received : 0;
        _received = receipt.Bytes;
        var unsent = Interlocked.Read(ref _unwritten) > 0;
        if (!_reused || (!unsent && !receipt.IsOnItsWay))
            return;
        UseNoMore();
        // An error need not wait for all of a body, but for the one that ends an idle connection in words: then the question is asked on another.
        if (_hasBody && _answers!.Status is >= 300 and not StatusCodes.Status408RequestTimeout && (ofThisOne > 0 || receipt.Bytes == 0))
            return;
        _mistrusted = true;
        if (ofThisOne > 0)
            all!.AnsweredEarly(this);
        else
            Spoil();
        inner.Dispose();
        throw new ConnectionLostException(http2) { Unsent = unsent, Mistrusted = true };
    }

    private void Spoil()
    {
        if (Interlocked.Exchange(ref _state, Spoilt) != Spoilt)
            all!.CameUnasked(this);
    }

    private void Wrote(int bytes)
    {
        if (_unwritten > 0)
            Interlocked.Exchange(ref _unwritten, Math.Max(0, _unwritten - bytes));
    }

    private void End()
    {
        _ended = true;
        if (IsLost)
            throw new ConnectionLostException(http2);
    }

    private Exception AsLost(Exception fault) => IsLost ? new ConnectionLostException(http2, fault) { Unsent = _mistrusted && Interlocked.Read(ref _unwritten) > 0, Mistrusted = _mistrusted } : fault;
}
