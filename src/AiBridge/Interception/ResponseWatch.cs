using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Telemetry;

namespace AiBridge.Interception;

/// <summary>Decides from the observed bytes when an exchange is over and how it ended. A reader that fails is caught here and never disturbs the relay.</summary>
internal sealed partial class ResponseWatch(Exchange exchange, ResponseObserver observer, int status, long? contentLength, BridgeMetrics metrics, ILogger logger) : IDisposable
{
    private bool _done;
    private bool _blind;

    /// <summary>Takes what was read; nothing means the upstream has ended.</summary>
    public void Saw(ReadOnlySpan<byte> bytes)
    {
        if (_done)
            return;
        var last = bytes.IsEmpty || exchange.ResponseBytes == contentLength;
        try
        {
            if (!_blind)
                Observe(bytes, last);
        }
        catch (Exception fault)
        {
            _blind = true;
            exchange.Observation = Observation.ReaderFailed;
            Log.ReaderFailed(logger, exchange.Id, fault);
        }

        if (last || exchange.Response is { Ended: true })
            Finish();
    }

    public void Dispose() => observer.Dispose();

    private void Observe(ReadOnlySpan<byte> bytes, bool last)
    {
        if (!bytes.IsEmpty)
            observer.Observe(bytes);
        if (last && exchange.Response is not { Ended: true })
            observer.End();
    }

    private void Finish()
    {
        _done = true;
        if (exchange.Observation is not Observation.Complete)
            metrics.NotObserved(exchange.Observation.ToString());
        exchange.Close(Outcome());
    }

    private ExchangeOutcome Outcome()
    {
        var facts = exchange.Response!;
        if (facts.Error is { } error)
            return new ExchangeOutcome(ExchangeStatus.Failed, status, error.Class, CredentialScrub.Clean(error.Message, exchange));
        if (status >= 400)
            return new ExchangeOutcome(ExchangeStatus.Failed, status, ErrorClass.Unknown);
        return facts.Ended || _blind || exchange.Observation is not Observation.Complete
            ? new ExchangeOutcome(ExchangeStatus.Completed, status)
            : new ExchangeOutcome(ExchangeStatus.Failed, status, ErrorClass.StreamError, "The upstream ended its stream without the terminal event.");
    }

    private static partial class Log
    {
        [LoggerMessage(1700, LogLevel.Warning, "The response of interception {InterceptionId} could not be read; it was relayed all the same")]
        public static partial void ReaderFailed(ILogger logger, Guid interceptionId, Exception fault);
    }
}
