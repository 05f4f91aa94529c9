using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Ingress;

/// <summary>What no retry mends is told with the status that the agents of the family show at once.</summary>
public sealed class FinalDecisionTests
{
    private const string Agent = "some-agent/1.0";
    private const string AiSdk = "opencode/1.18.33 ai-sdk/provider-utils/4.0.46 runtime/bun/1.3.14";

    public static TheoryData<string, string, int, string> Decisions => new()
    {
        { "off", "provider_disabled", 503, "custom" },
        { "keyless", "no_upstream_credential", 502, "custom" },
        { "refused", "keys_rejected", 502, "custom" },
        { "unfetched", "no_upstream_credential", 502, "custom" },
        { "off-claude", "provider_disabled", 503, "anthropic" },
        { "keyless-claude", "no_upstream_credential", 502, "anthropic" },
        { "refused-claude", "keys_rejected", 502, "anthropic" },
    };

    [Theory]
    [MemberData(nameof(Decisions))]
    public async Task Each_has_its_own_status_in_the_Anthropic_family_and_400_everywhere_else(string provider, string code, int status, string type)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Configuration(upstream.Address));
        upstream.Always(Answers.Text(Answers.Json, """{"error":{"message":"no","code":"invalid_client"}}""", 401));

        foreach (var streaming in (string[])["true", "false"])
        {
            await IsAsync(bridge, bridge.Post($"/{provider}/v1/messages", Body(streaming)), status, code, "api_error", recorded: !provider.StartsWith("off", StringComparison.Ordinal));
            // Clients on this library repeat every 5xx and show none, whatever the family.
            await IsAsync(bridge, bridge.Post($"/{provider}/v1/messages", Body(streaming)), 400, code, "invalid_request_error", userAgent: AiSdk);
        }

        await IsAsync(bridge, bridge.Post($"/{provider}/v1/messages/count_tokens", Body("false")), status, code, "api_error");
        if (type == "anthropic")
        {
            await IsAsync(bridge, bridge.Get($"/{provider}/v1/models"), status, code, "api_error");
            return;
        }

        foreach (var route in (string[])["chat/completions", "responses", "responses/compact"])
        {
            foreach (var streaming in (string[])["true", "false"])
                await IsAsync(bridge, bridge.Post($"/{provider}/v1/{route}", Body(streaming)), 400, code, "invalid_request_error", recorded: provider != "off");
        }

        await IsAsync(bridge, bridge.Get($"/{provider}/v1/models"), 400, code, "invalid_request_error");
        var head = bridge.Get($"/{provider}/v1/models/gpt-test");
        head.Method = HttpMethod.Head;
        await IsAsync(bridge, head, 400, code, type: null);
    }

    [Fact]
    public async Task The_probe_of_the_client_base_still_says_nothing_of_it()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Configuration(upstream.Address));

        using var response = await bridge.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/off/v1"));

        ((int)response.StatusCode).Should().Be(200);
    }

    private static async Task IsAsync(Bridge bridge, HttpRequestMessage request, int status, string code, string? type, string userAgent = Agent, bool recorded = false)
    {
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        using var response = await bridge.SendAsync(request);
        ((int)response.StatusCode).Should().Be(status, $"{request.Method} {request.RequestUri} of {userAgent}");
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal(code);
        response.Headers.GetValues("x-should-retry").Should().Equal("false");
        response.Headers.Contains("Retry-After").Should().BeFalse();
        if (type is not null)
        {
            var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
            error.GetProperty("type").GetString().Should().Be(type);
            if (error.TryGetProperty("code", out var told))
                told.GetString().Should().Be(code);
        }

        if (recorded)
            (await bridge.InterceptionAsync(response.InterceptionId())).GetProperty("httpStatus").GetInt32().Should().Be(status, "that is what the client got");
    }

    private static string Body(string streaming) =>
        $$"""{"model":"model-a","max_tokens":9,"stream":{{streaming}},"messages":[{"role":"user","content":"hello"}],"input":"hello"}""";

    private static string Configuration(string upstream)
    {
        object Provider(string name, string type, bool enabled = true, params string[] keys) =>
            new { Type = type, Name = name, BaseUrl = type == "custom" ? upstream + "/v1" : upstream, Enabled = enabled, Keys = keys };
        var unfetched = new
        {
            Type = "custom",
            Name = "unfetched",
            BaseUrl = upstream + "/v1",
            Auth = "oauth",
            OAuth = new { TokenUrl = upstream + "/token", ClientId = "bridge", ClientSecret = "secret-of-the-bridge-0000" },
        };
        return JsonSerializer.Serialize(new
        {
            Providers = new[]
            {
                Provider("off", "custom", false, Config.AnthropicKey), Provider("keyless", "custom"), Provider("refused", "custom", true, "sk-refused-00000000000000001"), unfetched,
                Provider("off-claude", "anthropic", false, Config.AnthropicKey), Provider("keyless-claude", "anthropic"), Provider("refused-claude", "anthropic", true, "sk-refused-00000000000000002"),
            },
        });
    }
}
