using AiBridge.Exchanges;

namespace AiBridge.Interception.Masking;

/// <summary>A passthrough body in which no error tells the provider's own credential.</summary>
internal sealed class MaskedBody(Stream upstream, ErrorMask mask) : ReadOnlyStream
{
    private byte[] _waiting = [];
    private bool _cutsEvent;

    public override int Read(Span<byte> buffer) => throw new NotSupportedException();

    /// <summary>An empty read waits until there is something to read, and means nothing.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return await upstream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(buffer.Length, _waiting.Length, nameof(buffer));
        while (true)
        {
            var waited = _waiting.Length;
            _waiting.CopyTo(buffer);
            var read = await upstream.ReadAsync(buffer[waited..], cancellationToken).ConfigureAwait(false);
            var ready = Ready(buffer.Span[..(waited + read)], last: read == 0);
            if (ready > 0 || read == 0)
                return ready;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            upstream.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Masks what is there; returns how much of it may go out, and keeps the rest.</summary>
    private int Ready(Span<byte> bytes, bool last)
    {
        if (last)
        {
            mask.HideLast(bytes);
            _waiting = [];
            return bytes.Length;
        }

        if (mask.Events && SpeaksOfAnError(bytes))
            mask.Suspect();
        var continues = _cutsEvent;
        _cutsEvent = mask.Events && !EndsAnEvent(bytes);
        var waiting = mask.Hide(bytes, continues || _cutsEvent);
        _waiting = waiting == 0 ? [] : bytes[^waiting..].ToArray();
        return bytes.Length - waiting;
    }

    private static bool SpeaksOfAnError(ReadOnlySpan<byte> bytes) => bytes.IndexOf("error"u8) >= 0 || bytes.IndexOf("failed"u8) >= 0;

    private static bool EndsAnEvent(ReadOnlySpan<byte> bytes) => bytes.EndsWith("\n\n"u8) || bytes.EndsWith("\r\n\r\n"u8) || bytes.EndsWith("\r\r"u8);
}
