using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Protocols.Sse;

namespace AiBridge.Interception;

/// <summary>Reads a stream event by event as it passes.</summary>
internal sealed class StreamObserver(Exchange exchange, ResponseReader reader) : ResponseObserver(exchange)
{
    private readonly SseParser _events = new(reader);

    public override bool KnowsEvents => true;

    public override int Observe(ReadOnlySpan<byte> bytes)
    {
        var progress = _events.Feed(bytes);
        if (progress.DecidedAt >= 0)
            MarkFirstToken();
        if (Exchange.OnIdentified is { } identified && Exchange.Response?.ResponseId is not null)
        {
            Exchange.OnIdentified = null;
            identified(Exchange);
        }

        NoteOversized();
        return progress.LastBoundary;
    }

    public override void End()
    {
        _events.End();
        NoteOversized();
    }

    public override void Dispose() => _events.Dispose();

    private void NoteOversized()
    {
        if (_events.Oversized > 0)
            Exchange.Observation = Observation.Oversized;
    }
}
