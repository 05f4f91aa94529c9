using System.Diagnostics;
using AiBridge.Configuration;
using Microsoft.AspNetCore.Http.Features;
using OpenTelemetry.Trace;

namespace AiBridge.Telemetry;

/// <summary>Where the spans inside a request come from. Without somebody who listens none is made, and asking costs nothing.</summary>
internal static class BridgeTracing
{
    private const string Name = "AiBridge";

    /// <summary>Headers that carry a span to others (W3C Trace Context).</summary>
    public const string TraceParent = "traceparent";
    public const string TraceState = "tracestate";

    private static readonly ActivitySource Source = new(Name, ProductVersion.Text);

    /// <summary>Somebody listens.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>A part of the request in hand; null when nobody listens.</summary>
    public static Activity? Start(string name, ActivityKind kind = ActivityKind.Internal) => Source.StartActivity(name, kind);

    /// <summary>A part of the request in hand that lies behind us: whoever could have timed it leaves the traffic alone.</summary>
    public static Activity? Past(string name, DateTimeOffset began, DateTimeOffset ended)
    {
        var span = Source.StartActivity(ActivityKind.Internal, startTime: began, name: name);
        span?.SetEndTime(ended.UtcDateTime);
        return span;
    }

    /// <summary>The trace that a request is part of, as its server span has it, exported or not; where there is no span, the caller's own, else a new one.</summary>
    public static string TraceOf(HttpContext context)
    {
        if (context.Features.Get<IHttpActivityFeature>() is { Activity: { IdFormat: ActivityIdFormat.W3C } span })
            return span.TraceId.ToHexString();
        var known = ActivityContext.TryParse(context.Request.Headers[TraceParent], null, out var callers);
        return (known ? callers.TraceId : ActivityTraceId.CreateRandom()).ToHexString();
    }

    /// <param name="tracing">The pipeline.</param>
    /// <param name="environment">Where the standard variables are.</param>
    public static void AddBridge(this TracerProviderBuilder tracing, IReadOnlyDictionary<string, string> environment)
    {
        tracing.AddSource(Name)
            // Probes and scrapes come every few seconds, and would be most of what is exported.
            .AddAspNetCoreInstrumentation(static options =>
            {
                options.Filter = static context => !IsProbe(context.Request.Path);
                options.EnrichWithHttpRequest = static (span, _) => Shorten(span);
            })
            .AddHttpClientInstrumentation();
        // The SDK's default follows the caller, and several agents always send a context that says "not sampled".
        if (!environment.ContainsKey("OTEL_TRACES_SAMPLER"))
            tracing.SetSampler(new AlwaysOnSampler());
    }

    /// <summary>Clients choose these, and headers may be long.</summary>
    private static void Shorten(Activity span)
    {
        foreach (var name in (ReadOnlySpan<string>)["user_agent.original", "server.address", "url.path", "url.query"])
        {
            if (span.GetTagItem(name) is string { Length: > ExportLimits.LongestOther } text)
                span.SetTag(name, ExportLimits.Cut(text, ExportLimits.LongestOther));
        }
    }

    private static bool IsProbe(PathString path) => path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics");
}
