using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Interception;

/// <summary>Looks at a copy of the response bytes as they pass. One kind for each shape a response can have.</summary>
internal abstract class ResponseObserver(Exchange exchange) : IDisposable
{
    protected Exchange Exchange { get; } = exchange;

    /// <summary>The body is read event by event: its boundaries are known.</summary>
    public virtual bool KnowsEvents => false;

    /// <summary>Takes the next bytes, in the upstream's own cuts.</summary>
    /// <returns>The offset in them behind the last whole event, negative when none ended; where there are no events to be seen, all of them.</returns>
    public abstract int Observe(ReadOnlySpan<byte> bytes);

    /// <summary>The upstream has sent everything.</summary>
    public abstract void End();

    public virtual void Dispose()
    {
    }

    protected void MarkFirstToken() => Exchange.TimeToFirstToken ??= Exchange.Elapsed;

    /// <summary>The observer for a response, by its status, type and encoding.</summary>
    public static ResponseObserver For(Exchange exchange, HttpResponseMessage response)
    {
        var reader = ProtocolReaders.ResponseReader(exchange.Route.Protocol ?? WireProtocol.OpenAiResponses);
        exchange.Response = reader.Facts;
        var encoding = response.Content.Headers.Encoding();
        var status = (int)response.StatusCode;
        ResponseObserver plain = status < 400 && response.Content.Headers.IsEventStream()
            ? new StreamObserver(exchange, reader)
            : new BodyObserver(exchange, reader, status);
        return ContentDecoding.IsIdentity(encoding) ? plain : new DecodingObserver(exchange, plain, encoding!);
    }
}
