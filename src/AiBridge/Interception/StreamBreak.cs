using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Interception;

/// <summary>Why the bridge ends a response, in the words for the record and for the client.</summary>
internal sealed record StreamBreak(StreamEndCause Cause, BridgeError Error)
{
    public static StreamBreak Of(StreamEndCause cause, Exchange exchange)
    {
        var provider = exchange.Provider;
        return new StreamBreak(cause, cause switch
        {
            StreamEndCause.Silent => BridgeError.TimedOut(provider.Name) with
            {
                Message = $"AiBridge: the upstream of provider \"{provider.Name}\" sent nothing for {provider.Options.Timeouts.Silence.TotalSeconds:0.##} seconds",
            },
            StreamEndCause.Shutdown => BridgeError.ShuttingDown,
            _ => BridgeError.Unreachable(provider.Name) with
            {
                Message = $"AiBridge: the upstream of provider \"{provider.Name}\" broke off its response",
                Class = ErrorClass.StreamError,
            },
        });
    }

    public StreamEnd EndOf(Exchange exchange) => new(
        Cause,
        Error.Message,
        exchange.Response?.ResponseId ?? $"resp_{exchange.Id:N}",
        exchange.Request.Model ?? "",
        exchange.StartedAt,
        exchange.Response?.LastSequence);
}
