using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Upstream;

/// <summary>What the first deciding event of a stream is.</summary>
/// <param name="Error">The error the event carries; null when it carries none, no event decided in time, or nothing was peeked at.</param>
/// <param name="ErrorEvent">The data of the error's event, as sent (of an event stream its <c>data:</c> lines joined with <c>\n</c>).</param>
internal readonly record struct PeekResult(ResponseError? Error, byte[]? ErrorEvent);

/// <summary>
/// Reads a stream up to its first event that decides something: a provider may answer 200 and then say that it is overloaded.
/// Nothing is taken away: the response's content is replaced by one that gives every byte again.
/// </summary>
internal static class FirstEventPeek
{
    /// <summary>Bytes after which it gives up: a first event can echo the whole request.</summary>
    private const int MostBytes = 2 * 1024 * 1024;

    /// <summary>Waits until the first deciding event, or the provider's <c>FirstEventHold</c> have passed.</summary>
    /// <exception cref="IOException">The stream ended or broke off before it said anything; the response is then disposed.</exception>
    /// <exception cref="OperationCanceledException">The token; the response is then disposed.</exception>
    public static async ValueTask<PeekResult> ReadAsync(Exchange exchange, HttpResponseMessage response, TimeProvider clock, CancellationToken cancellationToken)
    {
        var hold = exchange.Provider.Options.FirstEventHold;
        if (hold <= TimeSpan.Zero || exchange.Route is not { Bridged: true, Protocol: { } protocol } || PlainFramingOf(protocol, response) is not { } framing)
            return default;
        try
        {
            var reading = await ReadAheadContent.ReadingOf(response.Content, clock, cancellationToken);
            response.Content = new ReadAheadContent(response.Content, reading);
            var deadline = clock.GetTimestamp() + (long)(hold.TotalSeconds * clock.TimestampFrequency);
            using var first = new FirstEvent(protocol.NewResponseReader(), framing);
            while (!first.Look(reading) && clock.GetTimestamp() < deadline)
                await reading.MoreAsync(deadline, cancellationToken);
            if (first.NeverCame)
                throw new IOException("The upstream ended its stream before the first event.", reading.Fault);
            return new PeekResult(first.Error, first.ErrorData);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static StreamFraming? PlainFramingOf(WireProtocol protocol, HttpResponseMessage response) =>
        response.IsSuccessStatusCode && response.Content.Headers.HasNoEncoding() ? protocol.FramingOf(response.Content.Headers.ContentType()) : null;

    /// <summary>Keeps the data of the event that is an error.</summary>
    private sealed class FirstEvent : ResponseReader, IDisposable
    {
        private readonly ResponseReader _reader;
        private readonly StreamFraming _framing;
        private readonly FrameParser _parser;
        private int _read;
        private bool? _isStream;

        public FirstEvent(ResponseReader reader, StreamFraming framing) => (_reader, _framing, _parser) = (reader, framing, framing.NewParser(this));

        public byte[]? ErrorData { get; private set; }

        public ResponseError? Error => ErrorData is null ? null : _reader.Facts.Error;

        /// <summary>The stream is over, and no event of it decided anything.</summary>
        public bool NeverCame { get; private set; }

        /// <summary>Reads what is available; true when there is nothing to wait for any more.</summary>
        public bool Look(ReadAhead reading)
        {
            try
            {
                _isStream ??= _framing.Recognise(reading.Available.Span, reading.Ended);
                // What only calls itself a stream has no first event; it is passed on as it came.
                if (_isStream == false)
                    return true;
                var decides = Decides(reading.Available.Span[_read..], reading.Ended);
                NeverCame = reading.Ended && !decides;
                return decides || NeverCame || _read > MostBytes;
            }
            catch (Exception)
            {
                // A reader that fails decides nothing; the observer meets the same bytes again and says so.
                return true;
            }
        }

        public void Dispose() => _parser.Dispose();

        public override EventMeaning OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
        {
            var meaning = _reader.OnEvent(name, data);
            if (meaning == EventMeaning.Error)
                ErrorData = data.ToArray();
            return meaning;
        }

        public override void OnBody(ReadOnlySpan<byte> json)
        {
        }

        public override void OnErrorBody(int status, ReadOnlySpan<byte> body)
        {
        }

        private bool Decides(ReadOnlySpan<byte> fresh, bool last)
        {
            _read += fresh.Length;
            while (!fresh.IsEmpty)
            {
                if (_parser.Next(fresh, out var consumed) is not (null or EventMeaning.Preamble))
                    return true;
                fresh = fresh[consumed..];
            }

            return last && _parser.End() is not (null or EventMeaning.Preamble);
        }
    }
}
