using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Protocols.Sse;

namespace AiBridge.Interception;

/// <summary>Reads a stream event by event as it passes. JSON and web pages that are only called one are read as bodies.</summary>
internal sealed class StreamObserver(Exchange exchange, ResponseReader reader) : ResponseObserver(exchange)
{
    private readonly SseParser _events = new(reader);
    private BodyObserver? _body;
    private bool _known;

    public override bool KnowsEvents => _body is null;

    public override int Observe(ReadOnlySpan<byte> bytes)
    {
        if (!_known)
            Recognise(bytes);
        if (_body is not null)
        {
            _body.Observe(bytes);
            return -1;
        }

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
        if (_body is not null)
        {
            _body.End();
            return;
        }

        _events.End();
        NoteOversized();
    }

    public override void Dispose()
    {
        _events.Dispose();
        _body?.Dispose();
    }

    private void Recognise(ReadOnlySpan<byte> begin)
    {
        var isStream = EventStreamForm.IsKept(begin, last: true);
        _known = isStream is not null;
        if (isStream == false)
            _body = new BodyObserver(Exchange, reader, StatusCodes.Status200OK);
    }

    private void NoteOversized()
    {
        if (_events.Oversized > 0)
            Exchange.Observation = Observation.Oversized;
    }
}
