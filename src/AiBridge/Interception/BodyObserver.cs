using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Interception;

/// <summary>Keeps a bounded copy of a blocking answer or an error, and reads it when it is whole.</summary>
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
        else if (status < 400)
            reader.OnBody(_copy.Span);
        else
            reader.OnErrorBody(status, _copy.Span);
        reader.Facts.Ended = true;
    }

    public override void Dispose() => _copy.Dispose();
}
