using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Interception;

/// <summary>Reads a stream frame by frame as it passes. JSON and web pages that are only called one are read as bodies.</summary>
internal sealed class StreamObserver(Exchange exchange, ResponseReader reader, StreamFraming framing) : ResponseObserver(exchange)
{
    private readonly FrameParser _frames = framing.NewParser(reader);
    private BodyObserver? _body;
    private bool _known;

    public override StreamFraming? Framing => _body is null ? framing : null;

    public override int Observe(ReadOnlySpan<byte> bytes)
    {
        if (!_known)
            Recognise(bytes);
        if (_body is not null)
        {
            _body.Observe(bytes);
            return -1;
        }

        var progress = _frames.Feed(bytes);
        if (reader.Facts.HasOutput)
            Exchange.TimeToFirstToken ??= Exchange.Elapsed;
        if (Exchange.Response?.ResponseId is not null)
            Exchange.Identified();

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

        _frames.End();
        NoteOversized();
    }

    public override void Dispose()
    {
        _frames.Dispose();
        _body?.Dispose();
    }

    private void Recognise(ReadOnlySpan<byte> begin)
    {
        var isStream = framing.Recognise(begin, last: true);
        _known = isStream is not null;
        if (isStream == false)
            _body = new BodyObserver(Exchange, reader, StatusCodes.Status200OK);
    }

    private void NoteOversized()
    {
        if (_frames.Oversized > 0)
            Exchange.Observation = Observation.Oversized;
        NoteFacts(reader.Facts);
    }
}
