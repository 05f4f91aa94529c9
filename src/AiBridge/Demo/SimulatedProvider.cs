using System.Net;
using System.Text.Json.Nodes;

namespace AiBridge.Demo;

/// <summary>
/// An LLM provider without a model: a server of its own on a free loopback port that speaks Anthropic Messages, OpenAI Chat
/// Completions and OpenAI Responses well enough for coding agents to finish a tool loop. Any credential will do.
/// </summary>
internal sealed class SimulatedProvider : IAsyncDisposable
{
    // Above the bridge's own default limit, so that the bridge's answer is the one that is seen.
    private const long LargestBodyBytes = 64 * 1024 * 1024;

    private readonly WebApplication _app;

    private SimulatedProvider(WebApplication app)
    {
        _app = app;
        BaseAddress = app.Urls.First().TrimEnd('/');
    }

    /// <summary><c>http://127.0.0.1:PORT</c>; OpenAI's APIs lie under its <c>/v1</c>.</summary>
    public string BaseAddress { get; }

    public static async Task<SimulatedProvider> StartAsync(TimeProvider clock, CancellationToken cancellation)
    {
        // The empty builder: the bridge's own environment and files must not configure this server.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBodyBytes;
        });
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.AddRoutingCore();
        builder.Services.AddRequestDecompression();
        var app = builder.Build();
        Map(app, clock);
        await app.StartAsync(cancellation);
        return new SimulatedProvider(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Map(WebApplication app, TimeProvider clock)
    {
        var (messages, chat, responses) = (new SimulatedMessages(), new SimulatedChat(), new SimulatedResponses());
        var faults = new DemoFaults();
        app.UseRequestDecompression();
        app.Use(AddRequestId);
        app.UseRouting();
        app.MapMethods("/", [HttpMethods.Head, HttpMethods.Get], context => Task.CompletedTask);
        app.MapPost("/v1/messages", context => messages.AnswerAsync(context, faults, clock));
        app.MapPost("/v1/messages/count_tokens", CountTokensAsync);
        app.MapPost("/v1/chat/completions", context => chat.AnswerAsync(context, faults, clock));
        app.MapPost("/v1/responses", context => responses.AnswerAsync(context, faults, clock));
        app.MapGet("/v1/models", context => SimulatedProtocol.WriteAsync(context, StatusCodes.Status200OK, SimulatedModels.List(IsAnthropic(context))));
        app.MapGet("/api/hello", context => SimulatedProtocol.WriteAsync(context, StatusCodes.Status200OK, new JsonObject { ["message"] = "hello" }));
        app.MapPost("/api/event_logging/{**rest}", context => SimulatedProtocol.WriteAsync(context, StatusCodes.Status200OK, []));
        app.MapFallback(context =>
        {
            SimulatedProtocol family = IsAnthropic(context) ? messages : chat;
            return SimulatedProtocol.WriteAsync(context, StatusCodes.Status404NotFound, family.Error("not_found_error", $"Not found: {context.Request.Method} {context.Request.Path}"));
        });
    }

    private static Task AddRequestId(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers[IsAnthropic(context) ? "request-id" : "x-request-id"] = DemoJson.Id("req_011", 21);
        return next(context);
    }

    private static bool IsAnthropic(HttpContext context) =>
        context.Request.Headers.ContainsKey("anthropic-version") || context.Request.Path.StartsWithSegments("/v1/messages");

    // Four bytes a token is near enough for a model that does not exist.
    private static async Task CountTokensAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        await SimulatedProtocol.WriteAsync(context, StatusCodes.Status200OK, new JsonObject { ["input_tokens"] = (body.Length / 4) + 1 });
    }

    /// <summary>Leaves SIGTERM and Ctrl+C to the process: the usual lifetime takes them for itself, and this is a guest.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
