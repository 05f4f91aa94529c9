using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Telemetry;

/// <summary>Nothing that was planted comes out of any export: keys and tokens never, what people and models say only where that was asked for.</summary>
public sealed class SecrecyTests
{
    private const string Byok = "sk-ant-byok-planted-000000001";
    private const string OAuthSecret = "oauth-planted-client-secret-01";

    /// <summary>What was said, by whom and in what form does not matter.</summary>
    private static readonly string[] Said =
    [
        "planted-prompt", "planted-system", "planted-tool-result", "planted-answer", "planted-thought", "planted-tool-input", "planted-quoted-prompt", "planted-header", "planted-query", "planted-path",
    ];

    /// <summary>What is told in spans where that is on.</summary>
    private static readonly string[] Told = ["planted-prompt", "planted-thought", "planted-tool-input", "planted-quoted-prompt"];

    private const string Request =
        """
        {"model":"claude-test","max_tokens":64,"system":"planted-system","messages":[{"role":"user","content":"planted-prompt"},
         {"role":"assistant","content":[{"type":"tool_use","id":"toolu_0","name":"Read","input":{"path":"planted-tool-input"}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_0","content":"planted-tool-result"},{"type":"text","text":"planted-prompt"}]}]}
        """;

    private const string Answer =
        """
        {"id":"msg_1","type":"message","model":"claude-test","content":[{"type":"thinking","thinking":"planted-thought"},{"type":"text","text":"planted-answer"},
         {"type":"tool_use","id":"toolu_1","name":"Read","input":{"path":"planted-tool-input"}}],"stop_reason":"tool_use","usage":{"input_tokens":3,"output_tokens":2}}
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_export_has_keys_or_tokens_and_what_was_said_stands_in_none_unless_that_is_on(bool content)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Configuration(upstream, content), environment: collector.Environment);

        await AskAsync(bridge, upstream);

        var exports = await ExportsAsync(bridge, collector);
        foreach (var (export, text) in exports)
        {
            foreach (var secret in (string[])[Config.AnthropicKey, Config.OpenAiKey, Byok, OAuthSecret, bridge.ProjectToken, bridge.AdminToken])
                text.Should().NotContain(secret, export);
            foreach (var words in Said.Except(content && export == "OTLP" ? Told : []))
                text.Should().NotContain(words, export);
        }

        if (content)
            exports["OTLP"].Should().ContainAll(Told);
    }

    /// <summary>Every way in, and every way in which a call can end.</summary>
    private static async Task AskAsync(Bridge bridge, FakeUpstream upstream)
    {
        upstream.Expect(Answers.Json, Answer);
        await SendAsync(bridge.Post(Traffic.Messages + "?beta=planted-query", Request));
        // The upstream quotes what it was sent.
        foreach (var status in (int[])[400, 401, 500])
        {
            upstream.Expect(Answers.Json, $$$"""{"type":"error","error":{"type":"api_error","message":"planted-quoted-prompt with {{{Config.AnthropicKey}}}"}}""", status);
            await SendAsync(bridge.Post(Traffic.Messages, Request));
        }

        var byok = bridge.Post(Traffic.Messages, Request);
        byok.Headers.Remove("Authorization");
        byok.Headers.Add("X-AiBridge-Token", bridge.ProjectToken);
        byok.Headers.Add("X-Api-Key", Byok);
        byok.Headers.Add("X-Note", "planted-header");
        upstream.Expect(Answers.Json, Answer);
        await SendAsync(byok);
        upstream.Expect(Answers.Json, """{"data":[]}""");
        await SendAsync(bridge.Get("/anthropic/v1/models?after_id=planted-query"));
        await SendAsync(bridge.Post(Traffic.Messages + $"?key={bridge.ProjectToken}", Request));
        await SendAsync(bridge.Post("/oauth/v1/messages", Request));
        await SendAsync(bridge.Post("/gone/v1/messages", Request));
        await SendAsync(bridge.Post(Traffic.Messages, Request, bridge.ProjectToken[..20]));
        await SendAsync(bridge.Post(Traffic.Messages, "planted-prompt"));

        async Task SendAsync(HttpRequestMessage request)
        {
            using var response = await bridge.SendAsync(request);
        }
    }

    /// <summary>All that leaves the process for tools: a further kind of export is one line here.</summary>
    private static async Task<Dictionary<string, string>> ExportsAsync(Bridge bridge, OtlpReceiver collector)
    {
        await bridge.FlushAsync();
        // What was asked of these two came late.
        await Eventually.Is(() => collector.Spans.Count(span => span.Kind == 2 && span.Attributes.GetValueOrDefault("aibridge.provider.name") is "gone" or "oauth") >= 2);
        await Eventually.Is(() => collector.Lines.Any(line => line.Attributes.Values.Contains("gone")));
        return new Dictionary<string, string>
        {
            ["OTLP"] = collector.Everything,
            ["OTLP logs"] = string.Join('\n', collector.Lines.Select(line => $"{line.Text} {string.Join(' ', line.Attributes.Values)}")),
            ["/metrics"] = (await Scrape.OfAsync(bridge)).Text,
            ["log"] = await bridge.LogAsync(),
        };
    }

    private static string Configuration(FakeUpstream upstream, bool content) =>
        $$"""
        {
          "Telemetry": { "Content": {{(content ? "true" : "false")}} },
          "Logging": { "File": "logs/bridge.log" },
          "Providers": [
            { "Type": "anthropic", "BaseUrl": "{{upstream.Address}}", "Keys": ["{{Config.AnthropicKey}}"], "MaxRetries": 0 },
            { "Type": "openai", "BaseUrl": "{{upstream.Address}}/v1", "Keys": ["{{Config.OpenAiKey}}"] },
            { "Type": "anthropic", "Name": "gone", "BaseUrl": "http://127.0.0.1:1", "Keys": ["{{Config.AnthropicKey}}"], "MaxRetries": 0 },
            { "Type": "anthropic", "Name": "oauth", "BaseUrl": "{{upstream.Address}}", "Auth": "oauth", "MaxRetries": 0,
              "OAuth": { "TokenUrl": "http://127.0.0.1:1/token", "ClientId": "client", "ClientSecret": "{{OAuthSecret}}" } }
          ]
        }
        """;
}
