using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Upstream;

/// <summary>The client whose every key is refused is told why, in the upstream's words.</summary>
public sealed class RefusalMessageTests
{
    private const string Organization = "No such organization: org-planted.";

    public static TheoryData<string, bool, int> Ways
    {
        get
        {
            var ways = new TheoryData<string, bool, int>();
            foreach (var protocol in Enum.GetNames<KnownProtocol>())
            {
                foreach (var streaming in (bool[])[true, false])
                {
                    ways.Add(protocol, streaming, 1);
                    ways.Add(protocol, streaming, 3);
                }
            }

            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task They_are_quoted_to_the_caller_and_in_its_record_also_when_the_upstream_is_not_asked_again(string name, bool streaming, int keys)
    {
        var protocol = Enum.Parse<KnownProtocol>(name);
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", keys, "custom")));
        upstream.Always(Answers.Text(Answers.Json, Error(Organization), 401));
        var request = ProtocolTraffic.Request(protocol, streaming);

        for (var i = 0; i < 2; i++)
        {
            using var response = await bridge.SendAsync(bridge.Post("/pool" + ProtocolTraffic.Path(protocol), request));
            response.Headers.GetValues("X-AiBridge-Error").Should().Equal("keys_rejected");
            response.Headers.GetValues("x-should-retry").Should().Equal("false");
            Message(await response.Content.ReadAsStringAsync()).Should().Contain("own token is not the cause").And.EndWith(Organization);
            var row = await bridge.InterceptionAsync(response.InterceptionId());
            row.GetProperty("errorType").GetString().Should().Be("keys_rejected");
            row.GetProperty("errorMessage").GetString().Should().EndWith(Organization);
        }

        upstream.Received.Should().HaveCount(keys == 1 ? 2 : 3, "a single key never cools down");
    }

    [Fact]
    public async Task Nobody_is_told_what_the_upstream_said_to_another()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 2)));
        upstream.Always(Answers.Text(Answers.Json, Error(Organization), 401));
        foreach (var token in (string[])[await bridge.TokenAsync(), await bridge.TokenAsync()])
            (await bridge.SendAsync(bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest, token))).Dispose();
        (await bridge.HealthAsync("pool")).KeyStates().Should().Equal("rejected", "rejected");

        using var response = await bridge.SendAsync(bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest));

        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("keys_rejected");
        (await response.Content.ReadAsStringAsync()).Should().NotContain("org-planted");
    }

    [Theory]
    [InlineData("""{"error":{"message":"Incorrect API key provided: KEY. See https://x.test","code":"invalid_api_key"}}""", "Incorrect API key provided: sk-p...0001. See https://x.test")]
    [InlineData("""{"error":"KEY is\r\nnot \u001b[31mgood"}""", "sk-p...0001 is  not  [31mgood")]
    [InlineData("""{"detail":"no KEY"}""", "no sk-p...0001")]
    [InlineData("plain words", "plain words")]
    [InlineData("<html><body>KEY</body></html>", null)]
    [InlineData("", null)]
    [InlineData("{}", null)]
    public async Task They_are_one_line_without_credentials_and_no_web_page(string body, string? words)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 1)));
        upstream.Always(Answers.Text(Answers.Json, body.Replace("KEY", Pools.Key("pool", 1), StringComparison.Ordinal), 401));

        using var response = await bridge.SendAsync(bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest));

        var message = Message(await response.Content.ReadAsStringAsync());
        message.Should().NotContain(Pools.Key("pool", 1));
        if (words is null)
            message.Should().EndWith("is not the cause");
        else
            message.Should().EndWith("The upstream said: " + words);
    }

    [Fact]
    public async Task On_passthrough_and_with_an_upstream_that_never_ends_its_words_it_is_told_all_the_same()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 1)));
        upstream.Expect(Answers.Json, Error(Organization), 401);
        using (var listed = await bridge.SendAsync(bridge.Get("/pool/v1/models")))
            Message(await listed.Content.ReadAsStringAsync()).Should().EndWith(Organization);
        var held = upstream.ExpectHeld(Answers.Json, "{", status: 401);

        using var response = await bridge.SendAsync(bridge.Get("/pool/v1/models"));

        Message(await response.Content.ReadAsStringAsync()).Should().EndWith("is not the cause");
        await held.Closed.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_callers_own_keys_refusal_passes_as_it_came()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 3)));
        upstream.Expect(Answers.Json, Error(Organization), 401);
        var request = bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest);
        request.Headers.Authorization = null;
        request.Headers.Add("X-AiBridge-Token", bridge.ProjectToken);
        request.Headers.Add("x-api-key", "sk-own-key-of-the-caller-0009");

        using var response = await bridge.SendAsync(request);

        ((int)response.StatusCode).Should().Be(401);
        (await response.Content.ReadAsStringAsync()).Should().Be(Error(Organization));
        (await bridge.HealthAsync("pool")).GetProperty("lastErrorClass").ValueKind.Should().Be(JsonValueKind.Null, "it says nothing of the provider");
        upstream.Probes.Should().BeEmpty();
        upstream.Verify();
    }

    private static string Error(string message) => JsonSerializer.Serialize(new { error = new { message, type = "invalid_request_error", code = "mismatched_organization" } });

    private static string Message(string body) => JsonDocument.Parse(body).RootElement.GetProperty("error").GetProperty("message").GetString()!;
}
