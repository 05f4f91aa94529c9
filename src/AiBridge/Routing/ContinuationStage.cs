using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Routing;

/// <summary>With the provider's key nobody goes on from another project's response or conversation; what nobody here was given is the upstream's to judge.</summary>
internal sealed class ContinuationStage(RequestDelegate next, ResponseOwnership ownership)
{
    public Task InvokeAsync(HttpContext context)
    {
        var exchange = context.Exchange();
        var goesOn = exchange.Request is { PreviousResponseId: not null } or { ConversationId: not null };
        return goesOn && exchange.Byok is null && exchange.Route.Rule.Protocol == WireProtocol.OpenAiResponses ? AskAsync(context, exchange) : next(context);
    }

    private async Task AskAsync(HttpContext context, Exchange exchange)
    {
        if (await ownership.RefusalAsync(exchange, context.RequestAborted) is not { } error)
        {
            await next(context);
            return;
        }

        exchange.Close(new ExchangeOutcome(ExchangeStatus.Failed, error.Status, error.Class, error.Message));
        await ErrorResponse.WriteAsync(context, context.Arrival().Family, error, exchange.Id);
    }
}
