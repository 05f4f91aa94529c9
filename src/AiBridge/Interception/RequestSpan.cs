using System.Diagnostics;
using System.Text;
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
            span.SetTag("gen_ai.input.messages", Message("user", [Text("text", prompt)]));
        if (exchange.Response is not { } response)
            return;
        span.SetTag("gen_ai.response.id", response.ResponseId);
        span.SetTag("gen_ai.response.model", response.Model.Text);
        AddUsage(span, response.Usage);
        if (content && Parts(response).ToList() is { Count: > 0 } parts)
            span.SetTag("gen_ai.output.messages", Message("assistant", parts));
    }

    private static void AddUsage(Activity span, TokenUsage usage)
    {
        span.SetTag("gen_ai.usage.input_tokens", usage.InputWithCached);
        span.SetTag("gen_ai.usage.output_tokens", usage.Output);
        span.SetTag("gen_ai.usage.cache_read.input_tokens", usage.CacheRead);
        span.SetTag("gen_ai.usage.cache_creation.input_tokens", usage.CacheWrite);
    }

    private static IEnumerable<JsonObject> Parts(ResponseFacts response) =>
        response.Thoughts.Select(thought => Text("reasoning", thought.Content)).Concat(response.ToolUses.Select(Part));

    private static JsonObject Part(ToolUse tool) => new() { ["type"] = "tool_call", ["id"] = tool.Id, ["name"] = tool.Name, ["arguments"] = ExportLimits.Cut(tool.Input) };

    private static JsonObject Text(string type, string content) => new() { ["type"] = type, ["content"] = ExportLimits.Cut(content) };

    /// <summary>One message of the conventions, whole JSON in any case; parts that have no room are left out, and a last one says so.</summary>
    private static string Message(string role, IReadOnlyList<JsonObject> parts)
    {
        var (kept, left) = (new StringBuilder(), ExportLimits.LongestContents);
        foreach (var part in parts)
        {
            var text = part.ToJsonString(Readable);
            left -= Encoding.UTF8.GetByteCount(text);
            if (left < 0)
            {
                kept.Append(",{\"type\":\"text\",\"content\":\"…\"}");
                break;
            }

            kept.Append(kept.Length > 0 ? "," : "").Append(text);
        }

        return $"[{{\"role\":\"{role}\",\"parts\":[{kept}]}}]";
    }
}
