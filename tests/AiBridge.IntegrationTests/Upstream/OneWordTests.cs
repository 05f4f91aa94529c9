using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Upstream;

/// <summary>What went wrong has one word: the attempt's is the interception's.</summary>
public sealed class OneWordTests
{
    [Fact]
    public async Task The_attempt_and_the_interception_say_the_same_of_every_status()
    {
        int[] statuses = [400, 402, 403, 404, 405, 406, 408, 409, 410, 413, 415, 418, 422, 424, 429, 431, 451, 499, 500, 501, 502, 503, 504, 520, 522, 529, 530];
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 1, "custom", new { MaxRetries = 0, CircuitBreaker = new { Enabled = false } })));
        var wrong = new List<string>();
        foreach (var status in statuses)
        {
            // The second is packed in a way that nobody here reads: only its status is known.
            foreach (var encoding in (string?[])[null, "unheard-of"])
            {
                upstream.Expect(context =>
                {
                    if (encoding is not null)
                        context.Response.Headers.ContentEncoding = encoding;
                    return Answers.Text(Answers.Json, ProtocolTraffic.ErrorBody(KnownProtocol.OpenAiChat, "some_error"), status)(context);
                });
                if (await DifferenceAsync(bridge, KnownProtocol.OpenAiChat) is { } difference)
                    wrong.Add($"{status} {encoding}: {difference}");
            }
        }

        wrong.Should().BeEmpty();
    }

    [Theory]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}""")]
    [InlineData(403, """{"type":"error","error":{"type":"permission_error","message":"This organization has been disabled."}}""")]
    [InlineData(429, """{"type":"error","error":{"type":"billing_error","message":"no money"}}""")]
    public async Task An_account_that_cannot_pay_is_the_same_in_both(int status, string body)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 2)));
        upstream.Always(Answers.Text(Answers.Json, body, status));

        (await DifferenceAsync(bridge, KnownProtocol.AnthropicMessages, expected: "rate_limited")).Should().BeNull();
    }

    /// <summary>Null without one.</summary>
    private static async Task<string?> DifferenceAsync(Bridge bridge, KnownProtocol protocol, string? expected = null)
    {
        using var response = await bridge.SendAsync(bridge.Post("/pool" + ProtocolTraffic.Path(protocol), ProtocolTraffic.Request(protocol, streaming: false)));
        var row = await bridge.InterceptionAsync(response.InterceptionId());
        var word = row.GetProperty("errorType").GetString();
        var attempt = row.GetProperty("attempts").EnumerateArray().Last().GetProperty("outcome").GetString();
        return word == attempt && word is not (null or "unknown") && (expected is null || word == expected) ? null : $"the attempt says {attempt}, the interception {word}";
    }
}
