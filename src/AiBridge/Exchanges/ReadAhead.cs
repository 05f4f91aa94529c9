using System.Buffers;
using System.Runtime.CompilerServices;

namespace AiBridge.Exchanges;

/// <summary>
/// Owns the reading of one upstream response stream. Bytes land in a pooled buffer of its own, which it has only while there
/// are some; at most one read is under way, goes on whatever the consumer does meanwhile, and ends only with the stream or
/// with <see cref="Dispose"/>, which closes the upstream. For one consumer; only <see cref="Wake"/> may come from elsewhere.
/// </summary>
internal sealed class ReadAhead : IDisposable
{
    private const int SmallBuffer = 16 * 1024;
    private const int LargeBuffer = 32 * 1024;
    private const int Arrived = 1;
    private const int Disposed = 2;

    private readonly Stream _upstream;
    private readonly TimeProvider _clock;
    private readonly WakeSignal _signal;
    private readonly CancellationTokenSource _closing = new();
    private readonly Action _onArrived;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _read;
    private CancellationTokenRegistration _leaving;
    private ReadKind _pending;
    private bool _hooked;
    private int _flags;
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private int _nextSize = SmallBuffer;

    public ReadAhead(Stream upstream, TimeProvider clock)
    {
        (_upstream, _clock, _signal, _onArrived) = (upstream, clock, new WakeSignal(clock), OnArrived);
        QuietSince = clock.GetTimestamp();
    }

    private enum ReadKind
    {
        None,
        Probe,
        Fill,
    }

    /// <summary>What was read and not consumed; valid until the next call of <see cref="MoreAsync"/> or <see cref="Consume"/>.</summary>
    public ReadOnlyMemory<byte> Available => _buffer.AsMemory(_start, _end - _start);

    /// <summary>Nothing more will come: the upstream has ended or broken off.</summary>
    public bool Ended { get; private set; }

    /// <summary>Why the upstream broke off; null while it has not, and after a good end.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Timestamp since which the upstream is waited for; counts while <see cref="TryMore"/> says no.</summary>
    public long QuietSince { get; private set; }

    /// <summary>Waits for more than is available. True: there is more, or it has ended. False: the deadline has passed, or somebody called <see cref="Wake"/>, or nothing (look again).</summary>
    /// <param name="deadline">A timestamp of the clock, or <see cref="WakeSignal.Never"/>.</param>
    /// <param name="cancellationToken">Ends the waiting, never the read.</param>
    public ValueTask<bool> MoreAsync(long deadline, CancellationToken cancellationToken) =>
        TryMore() ? ValueTask.FromResult(true) : WaitAsync(deadline, cancellationToken);

    /// <summary>Takes what the read under way has brought, or begins one. False: nothing yet. True: there is more than was available, or the upstream has ended.</summary>
    public bool TryMore()
    {
        while (!Ended)
        {
            if (_pending == ReadKind.None)
            {
                QuietSince = _clock.GetTimestamp();
                // Asks first with an empty read, so that an idle stream holds no buffer.
                Begin(_end > _start ? ReadKind.Fill : ReadKind.Probe);
            }

            if (!HasArrived())
                return false;
            var (kind, read) = (_pending, Result());
            if (Ended)
                break;
            if (kind == ReadKind.Probe)
            {
                Begin(ReadKind.Fill);
                continue;
            }

            _end += read;
            Ended = read == 0;
            _nextSize = _end == _buffer.Length ? LargeBuffer : SmallBuffer;
            break;
        }

        if (Ended && _start == _end)
            ReturnBuffer();
        return true;
    }

    public void Consume(int count)
    {
        _start += count;
        if (_start == _end && _pending != ReadKind.Fill)
            ReturnBuffer();
    }

    public void Wake() => _signal.Wake();

    /// <summary>Closes the upstream; what is available is gone.</summary>
    public void Dispose()
    {
        var before = Interlocked.Or(ref _flags, Disposed);
        if ((before & Disposed) != 0)
            return;
        Ended = true;
        _leaving.Dispose();
        _signal.Dispose();
        if (_hooked && (before & Arrived) == 0)
            // The one way to close under a pending read; the read's end then cleans up.
            _closing.Cancel();
        else
            CleanUp();
    }

    // Once for each chunk of a paced stream: nothing may be allocated here.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync(long deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_leaving.Token != cancellationToken)
        {
            _leaving.Dispose();
            _leaving = cancellationToken.UnsafeRegister(static signal => ((WakeSignal)signal!).Wake(), _signal);
        }

        await _signal.WaitAsync(deadline).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return TryMore();
    }

    private void Begin(ReadKind kind)
    {
        if (kind == ReadKind.Fill)
            MakeRoom();
        _pending = kind;
        _hooked = false;
        Interlocked.And(ref _flags, ~Arrived);
        try
        {
            var target = kind == ReadKind.Fill ? _buffer.AsMemory(_end) : default;
            _read = _upstream.ReadAsync(target, _closing.Token).ConfigureAwait(false).GetAwaiter();
        }
        catch (Exception fault)
        {
            _read = ValueTask.FromException<int>(fault).ConfigureAwait(false).GetAwaiter();
        }
    }

    private bool HasArrived()
    {
        if (_hooked)
            return (Volatile.Read(ref _flags) & Arrived) != 0;
        if (_read.IsCompleted)
            return true;
        _hooked = true;
        _read.UnsafeOnCompleted(_onArrived);
        return false;
    }

    private int Result()
    {
        _pending = ReadKind.None;
        _hooked = false;
        try
        {
            return _read.GetResult();
        }
        catch (Exception fault)
        {
            Fault = fault;
            Ended = true;
            return 0;
        }
    }

    private void OnArrived()
    {
        if ((Interlocked.Or(ref _flags, Arrived) & Disposed) != 0)
            CleanUp();
        else
            _signal.Wake(inline: true);
    }

    private void CleanUp()
    {
        if (_pending != ReadKind.None && (_hooked || _read.IsCompleted))
            Result();
        ReturnBuffer();
        _upstream.Dispose();
    }

    private void MakeRoom()
    {
        var held = _end - _start;
        if (held > 0 && _end < _buffer.Length)
            return;
        var bigger = ArrayPool<byte>.Shared.Rent(Math.Max(_nextSize, held * 2));
        Available.CopyTo(bigger);
        ReturnBuffer();
        (_buffer, _end) = (bigger, held);
    }

    private void ReturnBuffer()
    {
        var buffer = _buffer;
        (_buffer, _start, _end) = ([], 0, 0);
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
