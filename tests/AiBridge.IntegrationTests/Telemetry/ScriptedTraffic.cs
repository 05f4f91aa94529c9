using AiBridge.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Telemetry;

/// <summary>A bridge to which everything happens that metrics tell of: successes, failovers, trips, cancels, refusals, passthrough.</summary>
internal sealed class ScriptedTraffic : IAsyncDisposable
{
    private const string Begin =
        """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_s","model":"claude-test","usage":{"input_tokens":3,"output_tokens":1,"cache_read_input_tokens":7,"cache_creation_input_tokens":5}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_1","name":"Read","input":{}}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{}"}}


        """;

    private const string End =
        """
        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}

        event: message_stop
        data: {"type":"message_stop"}


        """;

    private readonly FakeUpstream _upstream;
    private bool _faults;

    private ScriptedTraffic(FakeUpstream upstream, Bridge bridge) => (_upstream, Bridge) = (upstream, bridge);

    public Bridge Bridge { get; }

    public static async Task<ScriptedTraffic> StartAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        var upstream = await FakeUpstream.StartAsync();
        var bridge = await Bridge.StartAsync(
            $$"""
            {
              "Providers": [
                { "Type": "anthropic", "BaseUrl": "{{upstream.Address}}", "Keys": ["sk-ant-first-key-000001", "sk-ant-second-key-00002"], "KeySelection": "primary", "MaxRetries": 0 },
                { "Type": "openai", "BaseUrl": "{{upstream.Address}}/v1", "Keys": ["sk-proj-key-0000000001"] },
                { "Type": "anthropic", "Name": "broken", "BaseUrl": "{{upstream.Address}}/broken", "Keys": ["sk-ant-third-key-000003"], "MaxRetries": 0, "CircuitBreaker": { "FailureThreshold": 2 } },
                { "Type": "anthropic", "Name": "spent", "BaseUrl": "{{upstream.Address}}/spent", "Keys": ["sk-ant-fourth-key-00004", "sk-ant-fifth-key-000005"], "MaxRetries": 0 },
                { "Type": "openai", "Name": "off", "Enabled": false }
              ]
            }
            """,
            environment: environment);
        var traffic = new ScriptedTraffic(upstream, bridge);
        upstream.Always(traffic.AnswerAsync);
        return traffic;
    }

    /// <summary>Nothing fails: what there is to count is there, before something happens to it.</summary>
    public async Task SucceedAsync()
    {
        foreach (var provider in (string[])["anthropic", "broken", "spent"])
            (await Bridge.OutcomeAsync(provider)).Should().Be("ok");
        await AskAsync(Bridge.Post(Traffic.Chat, Traffic.ChatRequest));
        await AskAsync(Bridge.Get("/anthropic/v1/models"));
    }

    /// <summary>Everything fails in its way, and what works goes on.</summary>
    public async Task FailAsync()
    {
        _faults = true;
        await SucceedOnceAsync();
        for (var i = 0; i < 3; i++)
            await AskAsync(Bridge.Post("/broken/v1/messages", Traffic.AnthropicRequest));
        for (var i = 0; i < 2; i++)
            await AskAsync(Bridge.Post("/spent/v1/messages", Traffic.AnthropicRequest));
        await AskAsync(Bridge.Post("/off/v1/chat/completions", Traffic.ChatRequest));
        await AskAsync(Bridge.Get("/anthropic/v1/models", "nobody"));
        await LeaveAsync();
        await Bridge.ReconfigureAsync("{");
        await Bridge.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    private async Task SucceedOnceAsync()
    {
        (await Bridge.OutcomeAsync("anthropic")).Should().Be("ok", "another key answers");
        await AskAsync(Bridge.Post(Traffic.Chat, Traffic.ChatRequest));
        await AskAsync(Bridge.Get("/anthropic/v1/models"));
    }

    private async Task AskAsync(HttpRequestMessage request)
    {
        using var response = await Bridge.SendAsync(request);
    }

    /// <summary>Asks, and leaves before the end.</summary>
    private async Task LeaveAsync()
    {
        var held = _upstream.ExpectHeld(first: Begin);
        using (var response = await Bridge.SendAsync(Bridge.Post(Traffic.Messages, Traffic.AnthropicRequest), HttpCompletionOption.ResponseHeadersRead))
            await held.Begun;
        await held.Closed;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var received = await context.ReadAsync();
        var key = received.Headers.GetValueOrDefault("x-api-key", "");
        var answer = context.Request.Path.Value! switch
        {
            _ when !HttpMethods.IsPost(received.Method) => Json("""{"data":[]}"""),
            "/v1/chat/completions" => Json(Traffic.ChatAnswer),
            "/broken/v1/messages" when _faults => Json("{}", 503),
            "/spent/v1/messages" when _faults => Json("{}", 429),
            "/v1/messages" when _faults && key.Contains("first", StringComparison.Ordinal) => Json("{}", 429),
            _ => StreamAsync(context.Response),
        };
        await answer;

        async Task Json(string body, int status = 200)
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = Answers.Json;
            if (status == 429)
                context.Response.Headers.RetryAfter = "60";
            await context.Response.WriteAsync(body);
        }
    }

    private static async Task StreamAsync(HttpResponse response)
    {
        response.ContentType = Answers.EventStream;
        await response.WriteAsync(Begin);
        await response.Body.FlushAsync();
        await response.WriteAsync(End);
    }
}
