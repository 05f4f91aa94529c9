using System.Text;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Hostile;

/// <summary>Headers that try to pass for something else, and bridge tokens where none belongs: <c>Fixtures/hostile/headers.txt</c>, <c>credentials.txt</c>.</summary>
public sealed class HeaderTests(HostileFixture fixture) : IClassFixture<HostileFixture>
{
    public static TheoryData<string, Wire> Headers => Table.Rows("headers");

    public static TheoryData<string, Wire> Credentials => Table.Rows("credentials");

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task What_only_looks_harmless_stays_here(string row, Wire wire)
    {
        var bridge = fixture.Over(wire);
        var cells = Table.Cells(row, bridge);
        var (name, value) = Table.Header(cells[0]);

        foreach (var (own, expected) in new[] { (null, cells[1]), ((string?)HostileFixture.Own, cells[2]) })
        {
            foreach (var request in new OddRequest[] { new("GET", "/anthropic/v1/models"), new("POST", "/anthropic/v1/messages", Traffic.AnthropicRequest) })
            {
                request.With(bridge.ProjectToken, own).Headers.Add((name, value));
                var (answer, asked) = await fixture.AskAsync(wire, request);

                if (expected == "400")
                {
                    answer.Status.Should().Be(400);
                    answer.Body.Should().Contain("invalid_request");
                    asked.Should().BeNull();
                    continue;
                }

                answer.Status.Should().Be(200, answer.Body);
                Seen(asked!, name).Should().Be(expected == "kept" ? value.Trim() : null, "{0} with {1}", row, own ?? "the provider's key");
                Everything(asked!).Should().NotContain(bridge.ProjectToken).And.NotContain(bridge.ProjectToken.ToLowerInvariant());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Credentials))]
    public async Task A_bridge_token_is_never_the_callers_own_credential(string row, Wire wire)
    {
        var bridge = fixture.Over(wire);
        var (name, value) = Table.Header(Table.Cells(row, bridge)[0]);
        var request = new OddRequest("GET", "/anthropic/v1/models").With(bridge.ProjectToken);
        request.Headers.Add((name, value));

        var (answer, asked) = await fixture.AskAsync(wire, request);

        answer.Status.Should().Be(200);
        asked!.Headers["x-api-key"].Should().Be(Config.AnthropicKey);
        Everything(asked).Should().NotContain(bridge.ProjectToken).And.NotContain(Convert.ToBase64String(Traffic.Utf8("user:" + bridge.ProjectToken)));
    }

    [Theory]
    [MemberData(nameof(Credentials))]
    public async Task Without_a_good_one_it_goes_nowhere_at_all_to_a_provider_that_wants_no_credential_either(string row, Wire wire)
    {
        var bridge = fixture.Over(wire);
        var (name, value) = Table.Header(Table.Cells(row, bridge)[0]);
        var request = new OddRequest("GET", "/lab/v1/models");
        request.Headers.Add((name, value));

        var (answer, asked) = await fixture.AskAsync(wire, request);

        answer.Status.Should().BeOneOf(200, 401);
        (asked is null ? "" : Everything(asked)).Should().NotContain(bridge.ProjectToken);
    }

    [Theory]
    [InlineData(Wire.Plain)]
    [InlineData(Wire.Http2)]
    public async Task Nor_is_one_kept_that_stood_in_a_user_agent(Wire wire)
    {
        var bridge = fixture.Over(wire);
        var request = new OddRequest("POST", "/anthropic/v1/messages", Traffic.AnthropicRequest).With(bridge.ProjectToken);
        request.Headers.Add(("user-agent", "curl " + bridge.ProjectToken));

        var (answer, _) = await fixture.AskAsync(wire, request);

        (await bridge.InterceptionAsync(answer.Values("X-AiBridge-Interception-Id").Single())).GetRawText().Should().NotContain(bridge.ProjectToken);
    }

    [Theory]
    [InlineData("GET", null, null)]
    [InlineData("HEAD", null, null)]
    [InlineData("GET", HostileFixture.Own, "hello")]
    public async Task A_body_goes_with_a_GET_only_where_the_credential_is_the_callers(string method, string? own, string? expected)
    {
        foreach (var wire in new[] { Wire.Plain, Wire.Http2 })
        {
            var (answer, asked) = await fixture.AskAsync(wire, new OddRequest(method, "/anthropic/v1/models", "hello").With(fixture.Over(wire).ProjectToken, own));

            answer.Status.Should().Be(200);
            Encoding.Latin1.GetString(asked!.Body).Should().Be(expected ?? "");
            asked.Headers.Should().NotContainKey("transfer-encoding");
            if (expected is null)
                asked.Headers.Should().NotContainKeys("content-length", "content-type");
        }
    }

    [Theory]
    [InlineData(null, 426)]
    [InlineData(HostileFixture.Own, 200)]
    public async Task A_WebSocket_is_opened_on_nobodys_behalf(string? own, int expected)
    {
        var request = new OddRequest("GET", "/anthropic/v1/models").With(fixture.Over(Wire.Plain).ProjectToken, own);
        request.Headers.AddRange([("Upgrade", "websocket"), ("Connection", "upgrade"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Sec-WebSocket-Version", "13")]);

        var (answer, asked) = await fixture.AskAsync(Wire.Plain, request);

        answer.Status.Should().Be(expected);
        (asked is null).Should().Be(expected == 426);
    }

    /// <summary>As <c>curl --http2</c> and Java's client do on every request: who does not want to change the protocol goes on with the one that is spoken (RFC 9110 §7.8).</summary>
    [Fact]
    public async Task An_offer_to_change_to_h2c_is_passed_over()
    {
        foreach (var request in new OddRequest[] { new("GET", "/anthropic/v1/models"), new("POST", "/anthropic/v1/messages", Traffic.AnthropicRequest) })
        {
            request.With(fixture.Over(Wire.Plain).ProjectToken).Headers.AddRange([("Connection", "Upgrade, HTTP2-Settings"), ("Upgrade", "h2c"), ("HTTP2-Settings", "AAMAAABkAAQAoAAAAAIAAAAA")]);

            var (answer, asked) = await fixture.AskAsync(Wire.Plain, request);

            answer.Status.Should().Be(200);
            asked!.Headers.Should().NotContainKeys("upgrade", "http2-settings");
        }
    }

    private static string? Seen(ReceivedRequest asked, string name) =>
        asked.Headers.TryGetValue(name, out var value) && !(name.Equals("user-agent", StringComparison.OrdinalIgnoreCase) && value.Length == 0) ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value)) : null;

    private static string Everything(ReceivedRequest asked) => asked.Target + "\n" + string.Join('\n', asked.Headers.Select(header => $"{header.Key}: {header.Value}"));
}
