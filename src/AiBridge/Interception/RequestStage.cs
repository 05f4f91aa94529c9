using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Interception;

/// <summary>Step 7: what is asked on a bridged route. Passthrough goes by untouched, only counted; where it may go on from a stored response, which one.</summary>
internal sealed class RequestStage(RequestDelegate next, ObservationMetrics metrics)
{
    public Task InvokeAsync(HttpContext context)
    {
        var exchange = context.Exchange();
        if (!exchange.Route.Bridged)
        {
            metrics.PassedThrough(exchange, context.Request.Method);
            if (exchange.Route.CountsResponse)
                ReadNames(context, exchange);
            return next(context);
        }

        // Before the body is read: what a prompt is wrapped in depends on who wrapped it.
        var rule = ClientDetection.Find(context.Request.Headers);
        var problem = Read(context, exchange, rule?.Scaffolding);
        if (problem is not null)
            return ErrorResponse.WriteAsync(context, context.Arrival().Family, BridgeError.InvalidRequest(problem));
        exchange.Client = ClientDetection.Detect(rule, context.Request.Headers, exchange.Request, exchange.Route.Auxiliary);
        return next(context);
    }

    /// <summary>Nothing else of it is anybody's business, and what is wrong with the body the upstream says; only what it names must not be hidden.</summary>
    private static void ReadNames(HttpContext context, Exchange exchange)
    {
        var problem = Read(context, exchange, scaffolding: null);
        if (problem is not null && exchange.Body is { Length: > 0 } && ReferenceEquals(exchange.Request, RequestFacts.None))
            exchange.Observation = Observation.RequestUndecodable;
        var read = exchange.Request;
        exchange.Request = new RequestFacts { PreviousResponseId = read.PreviousResponseId, ConversationId = read.ConversationId, ContinuesTwice = read.ContinuesTwice };
    }

    /// <summary>Fills <see cref="Exchange.Request"/>; returns what is wrong with the body, or null.</summary>
    private static string? Read(HttpContext context, Exchange exchange, PromptScaffolding? scaffolding)
    {
        if (exchange.Body is not { Length: > 0 } body)
            return "the request body is empty; JSON with a model is needed";
        var encoding = context.Request.Headers.ContentEncoding.ToString();
        if (ContentDecoding.IsIdentity(encoding))
            return ReadFacts(exchange, body.Memory.Span, scaffolding);

        using var decoded = ContentDecoding.Decode(encoding, body.Memory);
        if (decoded is null)
        {
            exchange.Observation = Observation.RequestUndecodable;
            return null;
        }

        return ReadFacts(exchange, decoded.Span, scaffolding);
    }

    private static string? ReadFacts(Exchange exchange, ReadOnlySpan<byte> body, PromptScaffolding? scaffolding)
    {
        var protocol = exchange.Route.ReadAs!;
        if (!protocol.TryReadRequest(exchange.Route.Path, body, scaffolding ?? ScaffoldingTable.Unknown, out var facts))
            return "the request body is not a JSON object";
        exchange.Request = facts;
        if (facts.IsCut)
            exchange.Observation = Observation.Oversized;
        return string.IsNullOrEmpty(facts.Model) ? "the request body has no model" : null;
    }
}
