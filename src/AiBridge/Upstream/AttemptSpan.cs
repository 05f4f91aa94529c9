using System.Diagnostics;
using AiBridge.Exchanges;
using AiBridge.Telemetry;

namespace AiBridge.Upstream;

/// <summary>The spans of the calls made of an upstream, and of the answer that is then relayed.</summary>
internal static class AttemptSpan
{
    /// <summary>A call begins; an upstream that may know is told which span it belongs to, in place of the caller's own.</summary>
    public static Activity? Start(Exchange exchange, HttpRequestMessage request)
    {
        var span = BridgeTracing.Start("attempt", ActivityKind.Client);
        if (span is null || !exchange.Provider.Options.PropagateTrace)
            return span;
        request.Headers.Remove(BridgeTracing.TraceParent);
        request.Headers.Remove(BridgeTracing.TraceState);
        request.Headers.TryAddWithoutValidation(BridgeTracing.TraceParent, span.Id);
        if (!string.IsNullOrEmpty(span.TraceStateString))
            request.Headers.TryAddWithoutValidation(BridgeTracing.TraceState, span.TraceStateString);
        return span;
    }

    public static void Describe(Activity? span, Exchange exchange)
    {
        if (span is not { IsAllDataRequested: true } || exchange.Attempts.Count == 0)
            return;
        var attempt = exchange.Attempts[^1];
        span.SetTag("aibridge.attempt.number", attempt.Number);
        span.SetTag("aibridge.attempt.outcome", attempt.Outcome);
        span.SetTag("aibridge.credential.hint", attempt.CredentialHint);
        span.SetTag("http.response.status_code", attempt.HttpStatus);
        span.SetTag("server.address", new Uri(exchange.Provider.BaseUrl).Host);
        if (attempt.Outcome != "ok")
            span.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>The answer has been relayed, as far as it went.</summary>
    public static void Relayed(Exchange exchange)
    {
        if (exchange.ResponseBytes == 0 || exchange.Attempts.Count == 0)
            return;
        var answered = exchange.Attempts[^1];
        using var span = BridgeTracing.Past("stream", answered.StartedAt.AddMilliseconds(answered.DurationMs), exchange.StartedAt + exchange.Elapsed);
        span?.SetTag("aibridge.response.bytes", exchange.ResponseBytes);
    }
}
