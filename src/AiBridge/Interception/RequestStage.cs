using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Interception;

/// <summary>Step 7: what is asked on a bridged route. Passthrough goes by untouched, only counted; where it may go on from a stored response, which one.</summary>
internal sealed class RequestStage(RequestDelegate next, LiveConfiguration configuration, ObservationMetrics metrics)
{
    public Task InvokeAsync(HttpContext context)
    {
        var exchange = context.Exchange();
        if (!exchange.Route.Bridged)
            metrics.PassedThrough(exchange, context.Request.Method);
        if (!exchange.Route.Bridged && !exchange.Route.CountsResponse)
            return next(context);
        // Before the body is read: what a prompt is wrapped in depends on who wrapped it.
        var rule = exchange.Route.Bridged ? ClientDetection.Find(context.Request.Headers) : null;
        if (exchange.Body is not { Length: > 0 } body)
            return GoOnAsync(context, exchange, rule, "the request body is empty; JSON with a model is needed");
        var encoding = context.Request.Headers.ContentEncoding.ToString();
        return ContentDecoding.IsIdentity(encoding)
            ? GoOnAsync(context, exchange, rule, ReadFacts(exchange, body.Memory.Span, rule?.Scaffolding))
            : UnpackAsync(context, exchange, rule, encoding, body);
    }

    private async Task UnpackAsync(HttpContext context, Exchange exchange, ClientRule? rule, string encoding, RequestBody body)
    {
        string? problem = null;
        var isCrowdedOut = false;
        try
        {
            var (plain, reason) = await ContentDecoding.DecodeAsync(encoding, body.Memory, exchange, context.RequestAborted);
            using (plain)
            {
                exchange.Observation = reason;
                isCrowdedOut = reason == Observation.Overloaded;
                if (plain is not null)
                    problem = ReadFacts(exchange, plain.Span, rule?.Scaffolding);
            }
        }
        catch (OperationCanceledException)
        {
            // The client left before it was known what it asks for.
            context.Abort();
            return;
        }

        // Whose response it goes on from must be known where that decides; later it can be.
        if (isCrowdedOut && exchange is { Byok: null, Route.ReadAs.StoresResponses: true })
            await ErrorResponse.WriteAsync(context, context.Arrival().Family, BridgeError.Overloaded);
        else
            await GoOnAsync(context, exchange, rule, problem);
    }

    private Task GoOnAsync(HttpContext context, Exchange exchange, ClientRule? rule, string? problem)
    {
        if (!exchange.Route.Bridged)
        {
            // Nothing else of it is anybody's business, and what is wrong with the body the upstream says; only what it names must not be hidden.
            if (problem is not null && exchange.Body is { Length: > 0 } && ReferenceEquals(exchange.Request, RequestFacts.None))
                exchange.Observation = Observation.RequestUndecodable;
            var read = exchange.Request;
            exchange.Request = new RequestFacts { PreviousResponseId = read.PreviousResponseId, ConversationId = read.ConversationId, ContinuesTwice = read.ContinuesTwice, Names = read.Names };
            return next(context);
        }

        if (problem is not null)
            return ErrorResponse.WriteAsync(context, context.Arrival().Family, BridgeError.InvalidRequest(problem));
        exchange.Client = context.InternalCall()?.Client ?? ClientDetection.Detect(rule, context.Request.Headers, exchange.Request, exchange.Route.Auxiliary);
        RequestSpan.Follow(context, exchange, configuration.Current.Telemetry);
        return next(context);
    }

    /// <summary>Fills <see cref="Exchange.Request"/>; returns what is wrong with the body, or null.</summary>
    private static string? ReadFacts(Exchange exchange, ReadOnlySpan<byte> body, PromptScaffolding? scaffolding)
    {
        var protocol = exchange.Route.ReadAs!;
        // A smaller one has no text of which anything is counted.
        var room = exchange.Buffers is not null && body.Length > MessageTexts.Free ? new RequestRoom(exchange.TryRent, exchange.TryObserve) : null;
        if (!protocol.TryReadRequest(exchange.Route.Path, body, new RequestReading(scaffolding ?? ScaffoldingTable.Unknown, room), out var facts))
            return "the request body is not a JSON object";
        exchange.Request = facts;
        if (facts.IsCut || facts.IsCrowdedOut)
            exchange.Observation = facts.IsCrowdedOut ? Observation.Overloaded : Observation.Oversized;
        return string.IsNullOrEmpty(facts.Model) ? "the request body has no model" : null;
    }
}
