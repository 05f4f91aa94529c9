using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Routing;

/// <summary>Step 9: with the provider's key nobody goes on from another project's response or conversation; what nobody here was given is the upstream's to judge.</summary>
internal sealed class ContinuationStage(RequestDelegate next, ResponseOwnership ownership)
{
    public Task InvokeAsync(HttpContext context)
    {
        var exchange = context.Exchange();
        var goesOn = exchange.Request is { PreviousResponseId: not null } or { ConversationId: not null };
        return goesOn && exchange.Byok is null && (exchange.Route.Protocol is { StoresResponses: true } || exchange.Route.CountsResponse) ? AskAsync(context, exchange) : next(context);
    }

    private async Task AskAsync(HttpContext context, Exchange exchange)
    {
        if (await RefusalAsync(context, exchange) is { } refusal)
            await ErrorResponse.WriteAsync(context, context.Arrival().Family, refusal, exchange.Route.Bridged ? exchange.Id : null);
        else
            await next(context);
    }

    /// <summary>The record is open already, and nobody below closes it: whatever becomes of the look-up, it gets its end.</summary>
    private async ValueTask<BridgeError?> RefusalAsync(HttpContext context, Exchange exchange)
    {
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
