using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Protocols.Sse;

namespace AiBridge.Interception;

/// <summary>Keeps a bounded copy of a blocking answer or an error, and reads it when it is whole. Events under another content type are read as what they are.</summary>
internal sealed class BodyObserver(Exchange exchange, ResponseReader reader, int status) : ResponseObserver(exchange)
{
    private const int LargestAnswer = 32 * 1024 * 1024;
    private const int LargestError = 64 * 1024;

    private readonly PooledBytes _copy = new(status < 400 ? LargestAnswer : LargestError);

    public override int Observe(ReadOnlySpan<byte> bytes)
    {
        MarkFirstToken();
        _copy.Append(bytes);
        return bytes.Length;
    }

    public override void End()
    {
        if (_copy.Overflowed)
            Exchange.Observation = Observation.Oversized;
        else if (status >= 400)
            reader.OnErrorBody(status, _copy.Span);
        else if (EventStreamForm.IsHidden(_copy.Span))
            ReadEvents();
        else
            reader.OnBody(_copy.Span);
        reader.Facts.Ended = true;
    }

    private void ReadEvents()
    {
        using var events = new SseParser(reader);
        events.Feed(_copy.Span);
        events.End();
        if (reader.Facts is { Ended: false, Finished: false })
            reader.Facts.Error ??= new ResponseError(null, "AiBridge: the stream ended without its last event", ErrorClass.StreamError);
    }

    public override void Dispose() => _copy.Dispose();
}
