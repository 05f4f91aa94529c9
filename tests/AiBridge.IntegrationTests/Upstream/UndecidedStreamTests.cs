using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Upstream;

/// <summary>Streams that end, or are cut, before an event of theirs says anything: the client has seen nothing of them.</summary>
public sealed class UndecidedStreamTests
{
    private readonly ConcurrentQueue<int> _calls = new();

    public static TheoryData<string, string, bool> Deaths
    {
        get
        {
            var deaths = new TheoryData<string, string, bool>();
            foreach (var protocol in Enum.GetNames<KnownProtocol>())
            {
                foreach (var cut in (bool[])[true, false])
                {
                    deaths.Add(protocol, "", cut);
                    deaths.Add(protocol, ProtocolTraffic.Preamble(Enum.Parse<KnownProtocol>(protocol)), cut);
                }
            }

            return deaths;
        }
    }

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task With_one_key_it_is_an_upstream_that_cannot_be_reached(string name, string sent, bool cut)
    {
        var protocol = Enum.Parse<KnownProtocol>(name);
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await StartAsync(upstream, keys: 1);
        upstream.Always(Pools.ByKey(_calls, _ => Answers.BrokenOff(sent, cut)));

        using var response = await bridge.SendAsync(bridge.Post("/pool" + ProtocolTraffic.Path(protocol), ProtocolTraffic.Request(protocol, streaming: true)));

        response.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_unreachable");
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        body.TryGetProperty("type", out _).Should().Be(protocol == KnownProtocol.AnthropicMessages);
        body.GetProperty("error").GetProperty("type").GetString().Should().Be(protocol == KnownProtocol.AnthropicMessages ? "api_error" : "server_error");
        _calls.Should().HaveCount(3, "it is tried again twice");
        var row = await bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("status").GetString().Should().Be("failed");
        row.GetProperty("errorType").GetString().Should().Be("unreachable");
        row.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty("outcome").GetString())
            .Should().Equal("unreachable", "unreachable", "unreachable");
        await IsCircuitAsync(bridge, "open");
    }

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task With_three_keys_the_client_sees_only_the_answer_that_came(string name, string sent, bool cut)
    {
        var protocol = Enum.Parse<KnownProtocol>(name);
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await StartAsync(upstream, keys: 3);
        upstream.Always(Pools.ByKey(_calls, _ => _calls.Count < 3 ? Answers.BrokenOff(sent, cut) : Answers.Text(Answers.EventStream, ProtocolTraffic.Stream(protocol))));

        using var response = await bridge.SendAsync(bridge.Post("/pool" + ProtocolTraffic.Path(protocol), ProtocolTraffic.Request(protocol, streaming: true)));

        (await response.Content.ReadAsStringAsync()).Should().Be(ProtocolTraffic.Stream(protocol));
        _calls.Should().HaveCount(3).And.OnlyHaveUniqueItems();
        (await bridge.HealthAsync("pool")).KeyStates().Should().OnlyContain(state => state == "valid", "it was not the keys' fault");
        (await bridge.InterceptionAsync(response.InterceptionId())).GetProperty("status").GetString().Should().Be("completed");
        await IsCircuitAsync(bridge, "closed");
    }

    [Fact]
    public async Task Behind_the_hold_it_is_a_stream_that_died()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var clock = new FakeTimeProvider();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 3)), clock: clock);
        var script = new HeldAnswer();
        var preamble = ProtocolTraffic.Preamble(KnownProtocol.AnthropicMessages);
        script.Send(preamble);
        upstream.Expect(script.AnswerAsync);

        var call = bridge.SendAsync(bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest), HttpCompletionOption.ResponseHeadersRead);
        await Eventually.Is(() =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            return call.IsCompleted;
        });
        using var response = await call;
        script.Die();

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).Should().StartWith(preamble).And.Contain("event: error").And.Contain("broke off");
        (await bridge.InterceptionAsync(response.InterceptionId())).GetProperty("errorType").GetString().Should().Be("stream_error");
        upstream.Verify();
    }

    [Fact]
    public async Task A_last_event_without_its_blank_line_decides_all_the_same()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await StartAsync(upstream, keys: 1);
        var stream = ProtocolTraffic.Preamble(KnownProtocol.AnthropicMessages) + "event: message_stop\ndata: {\"type\":\"message_stop\"}";
        upstream.Expect(Answers.EventStream, stream);

        using var response = await bridge.SendAsync(bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest));

        (await response.Content.ReadAsStringAsync()).Should().Be(stream);
        upstream.Verify();
    }

    private static Task<Bridge> StartAsync(FakeUpstream upstream, int keys)
    {
        var more = new { FirstEventHoldSeconds = 60, CircuitBreaker = new { FailureThreshold = 3, FailureRatio = 1.0 } };
        return Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", keys, "custom", more)), clock: new JumpingClock());
    }

    private static async Task IsCircuitAsync(Bridge bridge, string state) =>
        (await bridge.HealthAsync("pool")).GetProperty("breakers").EnumerateArray().Should().ContainSingle()
            .Which.GetProperty("state").GetString().Should().Be(state);
}
