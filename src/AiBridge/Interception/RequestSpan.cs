using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Interception;

/// <summary>
/// What a request's span says of its interception, in the words of OpenTelemetry's GenAI conventions (semantic conventions v1.41.0,
/// in development) where they have one. Their input tokens hold the cached ones; ours leave them out.
/// </summary>
internal static class RequestSpan
{
    /// <summary>Characters of one text; receivers refuse a batch of more than 4 MB with all that is in it.</summary>
    private const int LongestContent = 16 * 1024;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Lets the request's span hear of its end; nothing when nobody traces.</summary>
    public static void Follow(HttpContext context, Exchange exchange, TelemetryOptions options)
    {
        // The server makes one for its log lines even then.
        if (!BridgeTracing.IsOn || context.Features.Get<IHttpActivityFeature>()?.Activity is not { IsAllDataRequested: true } span)
            return;
        Begin(span, exchange);
        exchange.OnClosed((closed, outcome) => End(span, closed, outcome, options.Content));
    }

    private static void Begin(Activity span, Exchange exchange)
    {
        span.SetTag("gen_ai.operation.name", "chat");
        span.SetTag("gen_ai.provider.name", exchange.Provider.Type.GenAiName);
        span.SetTag("gen_ai.request.model", exchange.Request.Model);
        span.SetTag("gen_ai.request.stream", exchange.Request.Streaming);
        span.SetTag("gen_ai.conversation.id", exchange.Client.SessionId);
        span.SetTag("aibridge.interception.id", exchange.Id.ToString());
        span.SetTag("aibridge.provider.name", exchange.Provider.Name);
        span.SetTag("aibridge.project.id", exchange.Caller.ProjectId);
        span.SetTag("aibridge.client", exchange.Client.Name);
    }

    private static void End(Activity span, Exchange exchange, ExchangeOutcome outcome, bool content)
    {
        span.SetTag("aibridge.status", EnumWord.Of(outcome.Status));
        span.SetTag("aibridge.credential.kind", EnumWord.Of(exchange.CredentialKind));
        span.SetTag("aibridge.credential.hint", exchange.CredentialHint);
        if (outcome.Error is { } error)
        {
            span.SetTag("error.type", EnumWord.Of(error));
            // An upstream's words may quote what it was asked.
            span.SetStatus(ActivityStatusCode.Error, content ? outcome.Message : null);
        }

        if (content && exchange.Request.Prompt is { } prompt)
            span.SetTag("gen_ai.input.messages", Message("user", new JsonObject { ["type"] = "text", ["content"] = Cut(prompt) }));
        if (exchange.Response is not { } response)
            return;
        span.SetTag("gen_ai.response.id", response.ResponseId);
        span.SetTag("gen_ai.response.model", response.Model.Text);
        AddUsage(span, response.Usage);
        if (content && response.ToolUses is { Count: > 0 } uses)
            span.SetTag("gen_ai.output.messages", Message("assistant", [.. uses.Select(Part)]));
    }

    private static void AddUsage(Activity span, TokenUsage usage)
    {
        span.SetTag("gen_ai.usage.input_tokens", usage.InputWithCached);
        span.SetTag("gen_ai.usage.output_tokens", usage.Output);
        span.SetTag("gen_ai.usage.cache_read.input_tokens", usage.CacheRead);
        span.SetTag("gen_ai.usage.cache_creation.input_tokens", usage.CacheWrite);
    }

    private static JsonNode Part(ToolUse tool) => new JsonObject { ["type"] = "tool_call", ["id"] = tool.Id, ["name"] = tool.Name, ["arguments"] = Cut(tool.Input) };

    private static string Message(string role, params JsonNode[] parts) =>
        Cut(new JsonArray(new JsonObject { ["role"] = role, ["parts"] = new JsonArray(parts) }).ToJsonString(Readable), 4 * LongestContent);

    private static string Cut(string text, int longest = LongestContent) => text.Length <= longest ? text : CutText.To(text, longest) + "…";
}
