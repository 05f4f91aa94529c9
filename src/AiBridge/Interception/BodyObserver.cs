using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Interception;

/// <summary>Keeps a bounded copy of a blocking answer or an error, and reads it when it is whole. A stream under another content type is read as what it is.</summary>
internal sealed class BodyObserver(Exchange exchange, ResponseReader reader, int status) : ResponseObserver(exchange)
{
    private const int LargestAnswer = 32 * 1024 * 1024;
    private const int LargestError = 64 * 1024;

    private readonly PooledBytes _copy = new(status < 400 ? LargestAnswer : LargestError, exchange);

    public override int Observe(ReadOnlySpan<byte> bytes)
    {
        _copy.Append(bytes);
        return bytes.Length;
    }

    public override void End()
    {
        if (_copy.Overflowed)
            Exchange.Observation = _copy.IsCrowdedOut ? Observation.Overloaded : Observation.Oversized;
        else if (status >= 400)
            reader.OnErrorBody(status, _copy.Span);
        else if (Exchange.Route.ReadAs?.HiddenFramingOf(_copy.Span) is { } framing)
            ReadFrames(framing);
        else
            reader.OnBody(_copy.Span);
        NoteFacts(reader.Facts);
        reader.Facts.Ended = true;
    }

    private void ReadFrames(StreamFraming framing)
    {
        using var frames = framing.NewParser(reader);
        frames.Feed(_copy.Span);
        frames.End();
        if (reader.Facts is { Ended: false, Finished: false })
            reader.Facts.Error ??= new ResponseError(null, "AiBridge: the stream ended without its last event", ErrorClass.StreamError);
    }

    public override void Dispose() => _copy.Dispose();
}
