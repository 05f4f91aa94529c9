using System.Text.RegularExpressions;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Telemetry;

/// <summary>An interception names the trace that its request was part of, whether anybody collects traces or not.</summary>
public sealed partial class RecordedTraceTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80320a";

    [Theory]
    [InlineData(null, "00")]
    [InlineData(null, "01")]
    [InlineData("always_on", "00")]
    [InlineData("always_off", "01")]
    public async Task It_is_the_callers_where_it_told_one(string? sampler, string flags)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var upstream = await FakeUpstream.StartAsync();
        var environment = new Dictionary<string, string>(collector.Environment);
        if (sampler is not null)
            environment["OTEL_TRACES_SAMPLER"] = sampler;
        await using var bridge = await Bridge.StartAsync(Config.For(upstream), environment: sampler is null ? null : environment);

        var told = await AskAsync(bridge, upstream, $"00-{Trace}-b7ad6b7169203331-{flags}");

        (await bridge.InterceptionAsync(told)).GetProperty("traceId").GetString().Should().Be(Trace);
        (await bridge.InterceptionsAsync())[0].GetProperty("traceId").GetString().Should().Be(Trace, "lists show it, too");
    }

    [Fact]
    public async Task It_is_that_of_the_exported_span_where_the_caller_told_none()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream), environment: collector.Environment);

        var id = await AskAsync(bridge, upstream, null);

        OtlpReceiver.Span? server = null;
        await Eventually.Is(() => Task.FromResult((server = collector.Spans.FirstOrDefault(span => span.Attributes.GetValueOrDefault("aibridge.interception.id") == id)) is not null));
        (await bridge.InterceptionAsync(id)).GetProperty("traceId").GetString().Should().Be(server!.Trace);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    public async Task It_is_a_new_one_otherwise_also_of_what_the_bridge_refuses(string? parent)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync($$"""{ "Providers": [{ "Type": "anthropic", "BaseUrl": "{{upstream.Address}}" }] }""");
        var request = bridge.Post(Traffic.Messages, Traffic.AnthropicRequest);
        if (parent is not null)
            request.Headers.TryAddWithoutValidation("traceparent", parent);

        using var response = await SendAsync(bridge, request);

        var row = await bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("status").GetString().Should().Be("failed");
        Id().IsMatch(row.GetProperty("traceId").GetString()!).Should().BeTrue();
        row.GetProperty("traceId").GetString().Should().NotBe(new string('0', 32));
    }

    private static async Task<string> AskAsync(Bridge bridge, FakeUpstream upstream, string? parent)
    {
        upstream.Expect(Answers.EventStream, Traffic.AnthropicStream);
        var request = bridge.Post(Traffic.Messages, Traffic.AnthropicRequest);
        if (parent is not null)
            request.Headers.Add("traceparent", parent);
        using var response = await SendAsync(bridge, request);
        response.IsSuccessStatusCode.Should().BeTrue();
        return response.InterceptionId();
    }

    /// <summary>As a client that is not traced itself.</summary>
    private static async Task<HttpResponseMessage> SendAsync(Bridge bridge, HttpRequestMessage request)
    {
        using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = new Uri(bridge.Address) };
        return await client.SendAsync(request);
    }

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex Id();
}
