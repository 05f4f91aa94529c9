using System.Threading.Tasks.Sources;
using AiBridge.Exchanges;

namespace AiBridge.Interception;

/// <summary>
/// Unpacks a compressed response for the observer behind it. The decoders of .NET pull, the relay pushes: the decoder runs
/// as a loop that waits on its input, and each push resumes it in place, so that it has taken everything when the push returns.
/// </summary>
internal sealed class DecodingObserver : ResponseObserver
{
    private readonly ResponseObserver _plain;
    private readonly PushedBytes _packed = new();
    private readonly Task _decoding;
    private long _decoded;
    private bool _gaveUp;

    public DecodingObserver(Exchange exchange, ResponseObserver plain, string encoding)
        : base(exchange)
    {
        _plain = plain;
        var decoder = ContentDecoding.Open(encoding, _packed);
        if (decoder is null)
            GiveUp(Observation.ResponseUndecodable);
        _decoding = decoder is null ? Task.CompletedTask : DecodeAsync(decoder);
    }

    public override int Observe(ReadOnlySpan<byte> bytes)
    {
        Push(bytes);
        return bytes.Length;
    }

    public override void End()
    {
        Push([]);
        if (!_gaveUp)
            _plain.End();
        else if (Exchange.Response is { } facts)
            facts.Ended = true;
    }

    public override void Dispose()
    {
        if (!_decoding.IsCompleted)
            _packed.Push([]);
        // Nobody asks any more; a fault must not come up as one that nobody has seen.
        _ = _decoding.Exception;
        _plain.Dispose();
        _packed.Dispose();
    }

    private void Push(ReadOnlySpan<byte> bytes)
    {
        if (_decoding.IsCompleted)
            return;
        _packed.Push(bytes);
        // A reader that failed inside is the watch's business, as anywhere else.
        if (_decoding.IsFaulted)
            _decoding.GetAwaiter().GetResult();
    }

    private async Task DecodeAsync(Stream decoder)
    {
        var buffer = new byte[16 * 1024];
        await using var open = decoder;
        int read;
        while ((read = await UnpackAsync(decoder, buffer).ConfigureAwait(false)) > 0)
        {
            _decoded += read;
            if (_decoded > ContentDecoding.BombLimit)
            {
                GiveUp(Observation.Oversized);
                return;
            }

            _plain.Observe(buffer.AsSpan(0, read));
        }
    }

    private async ValueTask<int> UnpackAsync(Stream decoder, byte[] buffer)
    {
        try
        {
            return await decoder.ReadAsync(buffer).ConfigureAwait(false);
        }
        catch (Exception fault) when (ContentDecoding.Fault(fault, Observation.ResponseUndecodable) is { } reason)
        {
            GiveUp(reason);
            return 0;
        }
    }

    private void GiveUp(Observation reason) => (_gaveUp, Exchange.Observation) = (true, reason);

    /// <summary>A stream whose pending read is answered by <see cref="Push"/>, on the pusher's own thread.</summary>
    private sealed class PushedBytes : ReadOnlyStream, IValueTaskSource<int>
    {
        private ManualResetValueTaskSourceCore<int> _pending;
        private Memory<byte> _target;
        private byte[] _rest = [];
        private int _offset;
        private bool _waiting;
        private bool _ended;

        /// <summary>Gives bytes to the waiting reader until it has taken them all; none means the end.</summary>
        public void Push(ReadOnlySpan<byte> bytes)
        {
            _ended |= bytes.IsEmpty;
            _rest = bytes.ToArray();
            _offset = 0;
            while (_waiting && (_offset < _rest.Length || _ended))
            {
                _waiting = false;
                var count = Take(_target.Span);
                _pending.SetResult(count);
            }
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_offset < _rest.Length || _ended)
                return ValueTask.FromResult(Take(buffer.Span));
            _target = buffer;
            _waiting = true;
            _pending.Reset();
            return new ValueTask<int>(this, _pending.Version);
        }

        // The zstd decoder asks by this one; the base class would read on another thread and take "nothing yet" for the end.
        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(Span<byte> buffer) => Take(buffer);

        int IValueTaskSource<int>.GetResult(short token) => _pending.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _pending.GetStatus(token);

        void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _pending.OnCompleted(continuation, state, token, flags);

        private int Take(Span<byte> target)
        {
            var count = Math.Min(target.Length, _rest.Length - _offset);
            _rest.AsSpan(_offset, count).CopyTo(target);
            _offset += count;
            return count;
        }
    }
}
