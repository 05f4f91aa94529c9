using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Interception;

/// <summary>Decides from the observed bytes when an exchange is over and how it ended. A reader that fails is caught here and never disturbs the relay.</summary>
internal sealed partial class ResponseWatch(Exchange exchange, ResponseObserver observer, int status, long? contentLength, ObservationMetrics metrics, ILogger logger) : IDisposable
{
    private bool _done;
    private bool _blind;

    /// <summary>The frames between and behind which frames of ours may stand; null where the boundaries are not known, or the length of the body was promised.</summary>
    public StreamFraming? Framing => _blind || contentLength is not null ? null : observer.Framing;

    /// <summary>The response has said how it ends: nothing is owed to the client any more.</summary>
    public bool HasEnd => _done || exchange.Response is { Ended: true } or { Error: not null };

    /// <summary>Fewer bytes have come than the headers promised the client.</summary>
    public bool OwesBytes => exchange.ResponseBytes < contentLength;

    /// <summary>All that was promised has come, and the stream has not said how it ends: nothing that could say so fits into it any more.</summary>
    public bool LacksEnd => !_blind && !HasEnd && exchange.ResponseBytes == contentLength;

    /// <summary>Takes what was read; closes the exchange when it was the last of the answer.</summary>
    /// <returns>The offset in the bytes behind the last whole frame, negative when none ended; all of them where frames do not matter; all but the last where that one would make a broken stream look whole.</returns>
    public int Saw(ReadOnlySpan<byte> bytes)
    {
        exchange.ResponseBytes += bytes.Length;
        if (_done)
            return bytes.Length;
        var boundary = bytes.Length;
        try
        {
            if (!_blind)
                boundary = observer.Observe(bytes);
            if (exchange.ResponseBytes == contentLength)
                End(brokenOff: false);
        }
        catch (Exception fault)
        {
            Blind(fault);
        }

        exchange.Watchers?.Saw(exchange);
        if (LacksEnd)
            return bytes.Length - 1;
        if (exchange.Response is { Ended: true } || exchange.ResponseBytes == contentLength)
            Finish();
        return boundary;
    }

    /// <summary>The upstream has sent all it will. Closes the exchange when that was a whole answer.</summary>
    /// <param name="brokenOff">It did not end well: only what the stream says of itself counts.</param>
    /// <returns>Whether the answer is whole; if not, the exchange is still open.</returns>
    public bool Ended(bool brokenOff)
    {
        if (_done)
            return true;
        // HTTP/2 lets a body end in good order before its length.
        brokenOff |= OwesBytes;
        try
        {
            if (!_blind && (observer.Framing is not null || !brokenOff))
                End(brokenOff);
        }
        catch (Exception fault)
        {
            Blind(fault);
        }

        var whole = HasEnd || (_blind && !brokenOff);
        if (whole)
            Finish();
        return whole;
    }

    /// <summary>Closes the exchange as failed.</summary>
    public void Fail(ErrorClass error, string message)
    {
        _done = true;
        Log.Failed(logger, exchange.Id, exchange.Provider.Name, error);
        exchange.Close(new ExchangeOutcome(ExchangeStatus.Failed, status, error, message));
    }

    public void Dispose()
    {
        // The client may leave right behind an error; that is still how the response ended.
        if (!_done && exchange.Response is { Error: not null })
            Finish();
        observer.Dispose();
    }

    private void End(bool brokenOff)
    {
        if (exchange.Response is not { Ended: false } facts)
            return;
        observer.End();
        // A body that breaks off may have had more to tell, the usage above all.
        facts.Ended |= facts.Finished && !brokenOff;
    }

    private void Blind(Exception fault)
    {
        _blind = true;
        exchange.Observation = Observation.ReaderFailed;
        Log.ReaderFailed(logger, exchange.Id, fault);
    }

    private void Finish()
    {
        _done = true;
        exchange.AnswerReadAt = exchange.Elapsed;
        // Step 18, before the bytes seen here are given to the reader above: who has the end of an answer finds its record.
        if (exchange.Observation is not Observation.Complete)
            metrics.NotObserved(exchange.Observation);
        exchange.Close(Outcome());
    }

    private ExchangeOutcome Outcome()
    {
        if (exchange.Response!.Error is { } error)
            return new ExchangeOutcome(ExchangeStatus.Failed, status, exchange.AnswerError ?? error.Class, CredentialScrub.Clean(error.Message, exchange));
        return ExchangeOutcome.OfStatus(status);
    }

    private static partial class Log
    {
        [LoggerMessage(1700, LogLevel.Warning, "The response of interception {InterceptionId} could not be read; it was relayed all the same")]
        public static partial void ReaderFailed(ILogger logger, Guid interceptionId, Exception fault);

        [LoggerMessage(1701, LogLevel.Warning, "The response of interception {InterceptionId} from provider {ProviderName} was ended by the bridge: {ErrorClass}")]
        public static partial void Failed(ILogger logger, Guid interceptionId, string providerName, ErrorClass errorClass);
    }
}
