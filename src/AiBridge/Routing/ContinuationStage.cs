using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Routing;

/// <summary>
/// Step 9: with the provider's key nobody goes on from another project's response or conversation, and nobody uses files and the like, which belong to
/// who holds the key; what nobody here was given is the upstream's to judge. Where it cannot be seen what a request goes on from, the upstream might see
/// it all the same: it is refused.
/// </summary>
internal sealed class ContinuationStage(RequestDelegate next, ResponseOwnership ownership)
{
    public Task InvokeAsync(HttpContext context)
    {
        var exchange = context.Exchange();
        if (exchange.Byok is not null)
            return next(context);
        return exchange.Request.Names.Any || MayGoOn(exchange) ? AskAsync(context, exchange) : next(context);
    }

    private static bool MayGoOn(Exchange exchange) =>
        (exchange.Route.Protocol is { StoresResponses: true } || exchange.Route.CountsResponse) && (GoesOn(exchange.Request) || IsHidden(exchange));

    private static bool GoesOn(RequestFacts request) => request is { PreviousResponseId: not null } or { ConversationId: not null };

    private static bool IsHidden(Exchange exchange) => exchange.Request.ContinuesTwice || exchange.Observation == Observation.RequestUndecodable;

    private async Task AskAsync(HttpContext context, Exchange exchange)
    {
        var refusal = await RefusalAsync(context, exchange);
        // Asked once; a long answer must not keep them.
        exchange.Request = exchange.Request with { Names = NamedThings.None };
        if (refusal is not null)
            await ErrorResponse.WriteAsync(context, context.Arrival().Family, refusal, exchange.Route.Bridged ? exchange.Id : null);
        else
            await next(context);
    }

    /// <summary>The record is open already, and nobody below closes it: whatever becomes of the look-up, it gets its end.</summary>
    private async ValueTask<BridgeError?> RefusalAsync(HttpContext context, Exchange exchange)
    {
        if (ownership.RefusalOfNames(exchange) is { } refusal)
            return refusal;
        if (!MayGoOn(exchange))
            return null;
        if (IsHidden(exchange))
            return BridgeError.InvalidRequest("it cannot be seen which response or conversation the body goes on from: it cannot be unpacked here, or names several");
        try
        {
            return await ownership.RefusalAsync(exchange, context.RequestAborted);
        }
        catch (Exception)
        {
            exchange.Close(context.RequestAborted.IsCancellationRequested
                ? new ExchangeOutcome(ExchangeStatus.Cancelled, null)
                : new ExchangeOutcome(ExchangeStatus.Failed, StatusCodes.Status500InternalServerError, ErrorClass.Unknown));
            throw;
        }
    }
}
