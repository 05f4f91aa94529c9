using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Interception;

/// <summary>
/// Step 17: the response's stream with an observer on its read side. Because it owns the read it can hold an unfinished frame for a
/// moment, fill a silence with pings, and end a stream that breaks; the record is closed before the reader above is given
/// the end. The bytes of the upstream pass as they came.
/// </summary>
internal sealed class ObservedStream : ReadOnlyStream
{
    private readonly ReadAhead _upstream;
    private readonly Exchange _exchange;
    private readonly ResponseWatch _watch;
    private readonly ClientResponse _client;
    private readonly StreamShutdown _shutdown;
    private readonly TimeProvider _clock;
    private readonly EventHold _hold;
    private readonly StreamTimeouts _patience;
    private readonly CancellationTokenRegistration _entered;
    private ReadOnlyMemory<byte> _words;
    private ResponseLostException? _cut;
    private bool _finished;
    private bool _disposed;

    public ObservedStream(ReadAhead upstream, Exchange exchange, ResponseWatch watch, ClientResponse client, StreamShutdown shutdown, TimeProvider clock)
    {
        (_upstream, _exchange, _watch, _client, _shutdown, _clock) = (upstream, exchange, watch, client, shutdown, clock);
        _hold = new EventHold(clock);
        _patience = new StreamTimeouts(upstream, exchange.Provider, clock);
        _entered = shutdown.Enter(upstream.Wake);
    }

    private bool CanReturn => _hold.Ready > 0 || !_words.IsEmpty || _finished;

    /// <summary>An empty read waits until something can be returned, and means nothing: YARP rents its buffer only then.</summary>
    /// <exception cref="ResponseLostException">The stream is cut; what could be said has been.</exception>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _client.Back();
        return CanReturn ? ValueTask.FromResult(Return(buffer.Span)) : ReturnLaterAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _shutdown.Leave(_entered);
            _client.Dispose();
            _watch.Dispose();
            _upstream.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Return(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _hold.Ready > 0 ? _hold.Ready : _words.Length);
        if (count == 0)
            return 0;
        if (_hold.Ready > 0)
        {
            _upstream.Available.Span[..count].CopyTo(buffer);
            _upstream.Consume(count);
            _hold.Consumed(count);
        }
        else
        {
            _words.Span[..count].CopyTo(buffer);
            _words = _words[count..];
        }

        _client.Given();
        return count;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReturnLaterAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!CanReturn)
        {
            if (_cut is { } lost)
            {
                await _client.CutBehindAsync().ConfigureAwait(false);
                throw lost;
            }

            if (_upstream.Available.Length > _hold.Seen)
                Look();
            else if (_upstream.Ended || _watch.LacksEnd)
                End(StreamEndCause.Died, _upstream.Fault is not null);
            else if (_shutdown.IsEnding)
                End(StreamEndCause.Shutdown);
            else if (!_upstream.TryMore() && Due() is { } deadline)
                await _upstream.MoreAsync(deadline, cancellationToken).ConfigureAwait(false);
        }

        return Return(buffer.Span);
    }

    private void Look()
    {
        var fresh = _upstream.Available.Span[_hold.Seen..];
        _hold.Saw(fresh.Length, _watch.Saw(fresh));
        Hide();
    }

    /// <summary>In what has not gone out yet and was read already. The bytes are the reader's own copy.</summary>
    private void Hide()
    {
        if (_client.Mask is { } mask)
            _hold.KeepBack(mask.Hide(MemoryMarshal.AsMemory(_upstream.Available).Span, _hold.CutsFrame));
    }

    /// <summary>Does what is due now, or says when the next thing will be.</summary>
    private long? Due()
    {
        var now = _clock.GetTimestamp();
        var next = _patience.SilenceEnds;
        if (now >= next)
        {
            End(StreamEndCause.Silent);
            return null;
        }

        if (_hold.Deadline is { } release)
        {
            if (now < release)
                return Math.Min(next, release);
            _hold.ReleaseUnfinished();
            Hide();
            return null;
        }

        if (_hold.CutsFrame || _watch.HasEnd || _watch.Framing is not { Ping.IsEmpty: false } framing)
            return next;
        if (now < _patience.NextPing)
            return Math.Min(next, _patience.NextPing);
        _patience.Pinged(now);
        _words = framing.Ping;
        return null;
    }

    private void End(StreamEndCause cause, bool brokenOff = true)
    {
        if (!_watch.Ended(brokenOff))
        {
            Break(StreamBreak.Of(cause, _exchange));
            return;
        }

        _client.Mask?.HideLast(MemoryMarshal.AsMemory(_upstream.Available).Span);
        _hold.ReleaseWhole();
        // Whole by its own words, yet the client waits for more: a good end would be one that the server refuses to make.
        if (_watch.OwesBytes)
            _cut = new ResponseLostException(StreamBreak.Of(cause, _exchange).Error, _upstream.Fault);
        else
            _finished = true;
    }

    /// <summary>Closes the upstream and the record, then ends the response as well as can still be done.</summary>
    private void Break(StreamBreak broken)
    {
        var atBoundary = !_hold.CutsFrame;
        _hold.Drop();
        _upstream.Dispose();
        _exchange.UpstreamDied(broken.Error.Class, _upstream.Fault);
        _cut = new ResponseLostException(broken.Error, _upstream.Fault);
        if (!_client.HasStatus)
            return; // the pipeline gives the error a status, and closes the record
        _watch.Fail(broken.Error.Class, broken.Error.Message);
        if (_watch.Framing is not { } framing || !atBoundary)
            return;
        _words = framing.WriteEnd(broken.EndOf(_exchange));
        if (framing.CutsBehindEnd)
            return;
        _cut = null;
        _finished = true;
    }
}
