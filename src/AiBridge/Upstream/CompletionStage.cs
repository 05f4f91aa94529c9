using AiBridge.Exchanges;
using AiBridge.Protocols;
using Yarp.ReverseProxy.Forwarder;

namespace AiBridge.Upstream;

/// <summary>
/// Step 11 stands around the forwarder: whatever way the call ended, the exchange is closed; and where no response has begun, the
/// client is told why in its family's shape (the forwarder alone would send an empty 502).
/// </summary>
internal sealed partial class CompletionStage(RequestDelegate next, OverheadMetrics metrics, ILogger<CompletionStage> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var exchange = context.Exchange();
        try
        {
            await next(context);
        }
        finally
        {
            metrics.Ended(exchange);
            AttemptSpan.Relayed(exchange);
            var fault = context.Features.Get<IForwarderErrorFeature>();
            var error = fault is null || context.Response.HasStarted ? null : ErrorFor(exchange, fault)?.In(context.Arrival().Family, context.Request.Headers.UserAgent.ToString());
            if (error is not null)
                Log.CallFailed(logger, exchange.Id, exchange.Provider.Name, error.Code, error.WithoutQuote ?? fault?.Exception?.GetBaseException().Message);
            exchange.Close(Outcome(context, fault, error));
            if (error is not null && !context.RequestAborted.IsCancellationRequested)
                await WriteErrorAsync(context, exchange, error);
        }
    }

    private static BridgeError? ErrorFor(Exchange exchange, IForwarderErrorFeature fault) => fault switch
    {
        { Exception: UpstreamException failure } => failure.Error,
        { Exception: ResponseLostException lost } => lost.Error,
        { Error: ForwarderError.RequestTimedOut } => BridgeError.TimedOut(exchange.Provider.Name),
        { Error: ForwarderError.Request or ForwarderError.RequestCreation or ForwarderError.NoAvailableDestinations or ForwarderError.ResponseBodyDestination } =>
            BridgeError.Unreachable(exchange.Provider.Name),
        // Lengths that contradict each other, control characters: the server writes no such headers. Cancelled, it was the client.
        { Error: ForwarderError.ResponseHeaders, Exception: not OperationCanceledException } => BridgeError.InvalidHeaders(exchange.Provider.Name),
        _ => null,
    };

    private static ExchangeOutcome Outcome(HttpContext context, IForwarderErrorFeature? fault, BridgeError? error)
    {
        var status = context.Response.StatusCode;
        if (error is not null)
            return ExchangeOutcome.Of(error);
        return fault?.Error switch
        {
            null => ExchangeOutcome.OfStatus(status),
            ForwarderError.ResponseBodyDestination =>
                new ExchangeOutcome(ExchangeStatus.Failed, status, ErrorClass.StreamError, "The upstream broke off its response."),
            _ => new ExchangeOutcome(ExchangeStatus.Cancelled, context.Response.HasStarted ? status : null),
        };
    }

    private static Task WriteErrorAsync(HttpContext context, Exchange exchange, BridgeError error)
    {
        Guid? id = exchange.Route.Bridged ? exchange.Id : null;
        return ErrorResponse.WriteAsync(context, context.Arrival().Family, error, id);
    }

    private static partial class Log
    {
        [LoggerMessage(1800, LogLevel.Warning, "Interception {InterceptionId} with provider {ProviderName} ended in {ErrorCode}: {Cause}")]
        public static partial void CallFailed(ILogger logger, Guid interceptionId, string providerName, string errorCode, string? cause);
    }
}
