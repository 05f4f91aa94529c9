using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Telemetry;

/// <summary>What the log says of requests, and in which form.</summary>
public sealed class LogTests : IDisposable
{
    private static readonly object Logging = new { File = "logs/bridge.log" };

    private readonly string _folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Each_request_of_a_provider_is_one_line_with_the_hint_of_its_credential()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream, new { Logging }), _folder);
        upstream.Expect(Answers.EventStream, Traffic.AnthropicStream);
        using var completed = await bridge.AskAsync("anthropic");
        upstream.Expect(Answers.Json, """{"type":"error","error":{"type":"invalid_request_error","message":"m"}}""", 400);
        using var failed = await bridge.AskAsync("anthropic");
        upstream.Expect(Answers.Json, """{"data":[]}""");
        using var passed = await bridge.SendAsync(bridge.Get("/anthropic/v1/models"));
        using var own = bridge.Post("/openai/v1/chat/completions", Traffic.ChatRequest);
        own.Headers.Authorization = new("Bearer", "sk-caller-own-key-of-a-person-01");
        own.Headers.Add("X-AiBridge-Token", bridge.ProjectToken);
        upstream.Expect(Answers.Json, Traffic.ChatAnswer);
        using var byok = await bridge.SendAsync(own);
        await bridge.FlushAsync();

        var lines = await LinesAsync(bridge, "RequestLog");

        lines.Select(line => $"{Text(line, "Provider")} {Text(line, "Route")} {Text(line, "Status")} {Text(line, "HttpStatus")} {Text(line, "CredentialKind")} {Text(line, "CredentialHint")}").Should().Equal(
            "anthropic /v1/messages completed 200 centralized sk-a...0001",
            "anthropic /v1/messages failed 400 centralized sk-a...0001",
            "anthropic /v1/models completed 200 centralized sk-a...0001",
            "openai /chat/completions completed 200 byok sk-c...n-01");
        lines.Select(line => Text(line, "InterceptionId")).Should().Equal(completed.InterceptionId(), failed.InterceptionId(), "", byok.InterceptionId());
        lines.Should().OnlyContain(line => line.GetProperty("DurationMs").GetInt64() >= 0);
        (await bridge.LogAsync()).Should().NotContainAny(Config.AnthropicKey, Config.OpenAiKey, "sk-caller-own-key", bridge.ProjectToken, "hello");
    }

    [Fact]
    public async Task What_is_refused_to_a_known_caller_is_one_line_and_strangers_write_none()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var off = new { Type = "anthropic", Name = "off", Enabled = false, BaseUrl = upstream.Address, Keys = new[] { Config.AnthropicKey } };
        await using var bridge = await Bridge.StartAsync(Config.For(upstream, new { Logging, Providers = new object[] { off, new { Type = "openai", BaseUrl = upstream.Address } } }), _folder);

        (await bridge.OutcomeAsync("off")).Should().Be("provider_disabled");
        using var elsewhere = await bridge.SendAsync(bridge.Get("/openai/v1/fine_tuning/jobs/sk-pasted-in-a-path-0001"));
        (await bridge.OutcomeAsync("off", "aib_nobody")).Should().Be("unauthorized");

        (await LinesAsync(bridge, "RequestLog")).Select(line => $"{Text(line, "Provider")} {Text(line, "HttpStatus")} {Text(line, "Code")}").Should().Equal(
            "off 503 provider_disabled",
            "openai 404 route_not_supported");
        (await bridge.LogAsync()).Should().NotContain("sk-pasted");
        upstream.Verify();
    }

    [Fact]
    public async Task Every_line_of_a_request_has_the_ids_of_its_interception_and_its_trace()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream, new { Logging, Serilog = new { MinimumLevel = new { Override = new { Yarp = "Verbose" } } } }), _folder);
        upstream.Expect(Answers.EventStream, Traffic.AnthropicStream);
        using var first = await bridge.AskAsync("anthropic");
        upstream.Expect(Answers.EventStream, Traffic.AnthropicStream);
        using var second = await bridge.AskAsync("anthropic");

        foreach (var id in new[] { first.InterceptionId(), second.InterceptionId() })
        {
            var trace = (await bridge.InterceptionAsync(id)).GetProperty("traceId").GetString();
            var lines = (await LinesAsync(bridge, "HttpForwarder")).Where(line => Text(line, "InterceptionId") == id).ToList();
            lines.Should().NotBeEmpty("the forwarder knows nothing of interceptions");
            lines.Should().OnlyContain(line => Text(line, "@tr") == trace);
        }

        (await LinesAsync(bridge, "HttpForwarder")).Should().OnlyContain(line => Text(line, "InterceptionId").Length > 0);
        (await LinesAsync(bridge, "StorageMigration")).Should().OnlyContain(line => Text(line, "InterceptionId").Length == 0, "no request was there");
    }

    [Fact]
    public async Task Levels_change_while_it_runs_of_single_categories_too()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream, new { Logging }), _folder, clock: new FakeTimeProvider());
        upstream.Always(Answers.Text(Answers.EventStream, Traffic.AnthropicStream));
        (await bridge.OutcomeAsync("anthropic")).Should().Be("ok");
        var before = await LinesAsync(bridge, "HttpForwarder");

        await bridge.ReconfigureAsync(Config.For(upstream, new { Logging, Serilog = new { MinimumLevel = new { Default = "Warning", Override = new { Yarp = "Debug" } } } }));
        (await bridge.OutcomeAsync("anthropic")).Should().Be("ok");

        before.Should().BeEmpty();
        (await LinesAsync(bridge, "HttpForwarder")).Should().NotBeEmpty();
        (await LinesAsync(bridge, "RequestLog")).Should().ContainSingle("the second request's was not severe enough");
        (await bridge.LogAsync()).Should().NotContain("takes effect at the next start");
    }

    [Fact]
    public async Task A_collector_gets_the_lines_with_their_trace_and_nothing_secret()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var upstream = await FakeUpstream.StartAsync();
        string id, trace, token;
        await using (var bridge = await Bridge.StartAsync(Config.For(upstream), environment: collector.Environment))
        {
            token = bridge.ProjectToken;
            upstream.Expect(Answers.EventStream, Traffic.AnthropicStream);
            using var response = await bridge.AskAsync("anthropic");
            id = response.InterceptionId();
            trace = (await bridge.InterceptionAsync(id)).GetProperty("traceId").GetString()!;
        }

        // The end of the bridge has sent what was left.
        var line = collector.Lines.Should().ContainSingle(line => line.Attributes.GetValueOrDefault("InterceptionId") == id).Which;
        line.Trace.Should().Be(trace);
        line.Category.Should().Be("AiBridge.Routing.RequestLog");
        line.Severity.Should().BeInRange(9, 12);
        line.Text.Should().StartWith("\"anthropic\" \"/v1/messages\": \"completed\" 200 in ").And.EndWith(id);
        line.Attributes.Should().Contain("Provider", "anthropic").And.Contain("CredentialHint", "sk-a...0001");
        collector.Everything.Should().NotContain(Config.AnthropicKey).And.NotContain(token).And.NotContain("hello");
    }

    [Theory]
    [InlineData(null, "{\"@t\":")]
    [InlineData("Production", "{\"@t\":")]
    [InlineData("Development", " INF The database is up to date")]
    public async Task The_console_is_for_machines_in_production_and_for_people_in_development(string? environment, string form)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "config"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "config", "aibridge.json"), """{ "Listen": "http://127.0.0.1:0" }""");
        var variables = environment is null ? [] : new Dictionary<string, string> { ["DOTNET_ENVIRONMENT"] = environment };

        using var bridge = await BridgeProcess.StartAsync(_folder, "aib_" + new string('A', 43), environment: variables);

        await Eventually.Is(() => bridge.Lines.Any(line => line.Contains("The database is up to date")));
        bridge.Lines.Single(line => line.Contains("The database is up to date")).Should().Contain(form);
    }

    [Fact]
    public async Task An_idle_bridge_with_a_collector_tells_it_nothing_but_its_metrics()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        Directory.CreateDirectory(Path.Combine(_folder, "config"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "config", "aibridge.json"), """{ "Listen": "http://127.0.0.1:0", "Serilog": { "MinimumLevel": "Debug" } }""");
        using var bridge = await BridgeProcess.StartAsync(_folder, "aib_" + new string('A', 43), environment: collector.Environment);
        await Eventually.Is(() => collector.Posts("logs") > 0 && collector.Posts("metrics") > 10);
        var (said, posts) = (collector.Lines.Count, collector.Posts("metrics"));

        await Eventually.Is(() => collector.Posts("metrics") > posts + 30);

        collector.Spans.Should().BeEmpty("what is sent is nobody's request");
        collector.Lines.Skip(said).Should().BeEmpty("and nobody says that it was sent");
    }

    private async Task<IReadOnlyList<JsonElement>> LinesAsync(Bridge bridge, string category) =>
    [
        .. from line in (await bridge.LogAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
           let read = JsonDocument.Parse(line).RootElement
           where Text(read, "SourceContext").EndsWith("." + category, StringComparison.Ordinal)
           select read,
    ];

    private static string Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.ToString() : "";
}
