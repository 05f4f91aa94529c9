using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace AiBridge.IntegrationTests.Telemetry;

/// <summary>Takes what an exporter sends by OTLP over HTTP, and reads it.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();

    private OtlpReceiver(WebApplication app) => _app = app;

    /// <summary>What an exporter is told to find it.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public IReadOnlyList<Span> Spans =>
    [
        .. from received in _received
           where received.Path == "/v1/traces"
           from resource in new Protobuf(received.Body).Messages(1)
           from scope in resource.Messages(2)
           from span in scope.Messages(2)
           select Span.Of(scope.Message(1)?.Text(1) ?? "", span),
    ];

    /// <summary>Names of the metrics that came.</summary>
    public IReadOnlyList<string> Metrics =>
    [
        .. from received in _received
           where received.Path == "/v1/metrics"
           from resource in new Protobuf(received.Body).Messages(1)
           from scope in resource.Messages(2)
           from metric in scope.Messages(2)
           select metric.Text(1),
    ];

    public IReadOnlyList<Line> Lines =>
    [
        .. from received in _received
           where received.Path == "/v1/logs"
           from resource in new Protobuf(received.Body).Messages(1)
           from scope in resource.Messages(2)
           from line in scope.Messages(2)
           select Line.Of(scope.Message(1)?.Text(1) ?? "", line),
    ];

    /// <summary>How often something of the signal came: <c>traces</c>, <c>metrics</c>, <c>logs</c>.</summary>
    public int Posts(string signal) => _received.Count(received => received.Path == "/v1/" + signal);

    /// <summary>The length of the longest message that came, in bytes.</summary>
    public int LongestPost => _received.Max(received => received.Body.Length);


    /// <summary>The same with what their names in Prometheus are made of.</summary>
    public IReadOnlyList<(string Name, string Unit, bool IsCounter, bool IsGauge)> Instruments =>
    [
        .. from received in _received
           where received.Path == "/v1/metrics"
           from resource in new Protobuf(received.Body).Messages(1)
           from scope in resource.Messages(2)
           from metric in scope.Messages(2)
           // Gauge 5, sum 7 with its field 3 for one that only grows.
           select (metric.Text(1), metric.Text(3), metric.Message(7)?.Number(3) == 1, metric.Message(5) is not null),
    ];

    /// <summary>All that came, as text that can be searched.</summary>
    public string Everything => string.Concat(_received.Select(received => System.Text.Encoding.Latin1.GetString(received.Body)));

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            receiver._received.Enqueue((context.Request.Path.ToString(), body.ToArray()));
            context.Response.ContentType = "application/x-protobuf";
        });
        await app.StartAsync();
        receiver.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = app.Urls.First();
        receiver.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        receiver.Environment["OTEL_BSP_SCHEDULE_DELAY"] = "100";
        receiver.Environment["OTEL_BLRP_SCHEDULE_DELAY"] = "100";
        receiver.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = "100";
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <param name="Scope">Who made it.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Trace">Its trace, hexadecimal.</param>
    /// <param name="Id">Its id, hexadecimal.</param>
    /// <param name="Parent">That of its parent; empty without one.</param>
    /// <param name="Kind">1 internal, 2 server, 3 client.</param>
    /// <param name="Attributes">As text.</param>
    public sealed record Span(string Scope, string Name, string Trace, string Id, string Parent, ulong Kind, IReadOnlyDictionary<string, string> Attributes)
    {
        public static Span Of(string scope, Protobuf span) => new(
            scope, span.Text(5), Convert.ToHexStringLower(span.Bytes(1)), Convert.ToHexStringLower(span.Bytes(2)), Convert.ToHexStringLower(span.Bytes(4)), span.Number(6), span.Attributes(9));
    }
    /// <param name="Category">Who said it.</param>
    /// <param name="Text">Its words.</param>
    /// <param name="Severity">9 to 12 information, 13 to 16 warning, 17 to 20 error.</param>
    /// <param name="Trace">Of the trace that it belongs to, hexadecimal; empty without one.</param>
    /// <param name="Attributes">As text.</param>
    public sealed record Line(string Category, string Text, ulong Severity, string Trace, IReadOnlyDictionary<string, string> Attributes)
    {
        public static Line Of(string category, Protobuf line) =>
            new(category, line.Message(5)?.Text(1) ?? "", line.Number(2), Convert.ToHexStringLower(line.Bytes(9)), line.Attributes(6));
    }
}
