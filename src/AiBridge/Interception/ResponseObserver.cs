using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Interception;

/// <summary>Looks at a copy of the response bytes as they pass. One kind for each shape a response can have.</summary>
internal abstract class ResponseObserver(Exchange exchange) : IDisposable
{
    protected Exchange Exchange { get; } = exchange;

    /// <summary>The frames in which the body is read: their boundaries are known. Null where it is read as a whole.</summary>
    public virtual StreamFraming? Framing => null;

    /// <summary>Takes the next bytes, in the upstream's own cuts.</summary>
    /// <returns>The offset in them behind the last whole frame, negative when none ended; where there are no frames to be seen, all of them.</returns>
    public abstract int Observe(ReadOnlySpan<byte> bytes);

    /// <summary>The upstream has sent everything.</summary>
    public abstract void End();

    public virtual void Dispose()
    {
    }

    /// <summary>Says in the record that not all facts were kept.</summary>
    protected void NoteFacts(ResponseFacts facts)
    {
        if (facts.Budget.IsShort)
            Exchange.Observation = facts.Budget.IsCrowdedOut ? Observation.Overloaded : Observation.Oversized;
    }

    /// <summary>The observer for a response, by its status, type and encoding.</summary>
    public static ResponseObserver For(Exchange exchange, HttpResponseMessage response)
    {
        var protocol = exchange.Route.ReadAs!;
        var reader = protocol.NewResponseReader();
        exchange.Response = reader.Facts;
        if (exchange.Buffers is not null)
            reader.Facts.Budget.MoreRoom = exchange.TryObserve;
        var encoding = response.Content.Headers.Encoding();
        var status = (int)response.StatusCode;
        ResponseObserver plain = status < 400 && protocol.FramingOf(response.Content.Headers.ContentType()) is { } framing
            ? new StreamObserver(exchange, reader, framing)
            : new BodyObserver(exchange, reader, status);
        return ContentDecoding.IsIdentity(encoding) ? plain : new DecodingObserver(exchange, plain, encoding!);
    }
}
