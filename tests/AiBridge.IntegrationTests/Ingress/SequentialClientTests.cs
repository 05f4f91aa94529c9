using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Upstream;
using AiBridge.Tests;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Ingress;

/// <summary>A client that asks one after the other is never over a limit of one, whatever it is answered.</summary>
public sealed class SequentialClientTests
{
    private const int Requests = 300;
    private const string Error = """{"type":"error","error":{"type":"invalid_request_error","message":"no"}}""";
    private const string Passed = "/anthropic/v1/models";

    public static TheoryData<string, int> Kinds => new()
    {
        { "blocking", 200 },
        { "chunked", 200 },
        { "stream", 200 },
        { "refused by the upstream", 400 },
        { "an error in the first event", 500 },
        { "cut off by the upstream", 502 },
        { "refused by the bridge", 400 },
        { "too large", 413 },
        { "passthrough", 200 },
        { "passthrough chunked", 200 },
        { "passthrough refused", 404 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Three_hundred_in_a_row_are_all_admitted(string kind, int status)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Always(AnswerOf(kind));
        var limits = new { ConcurrentRequests = 1, MaxRequestBodyBytes = 1024 };
        var provider = Pools.Provider(upstream.Address, "anthropic", 1, more: new { MaxRetries = 0, CircuitBreaker = new { Enabled = false } });
        await using var bridge = await Bridge.StartAsync(System.Text.Json.JsonSerializer.Serialize(new { Limits = limits, Providers = new[] { provider } }));
        // On one connection the server itself would let no request in before the one before has ended.
        using var other = new HttpClient { BaseAddress = new Uri(bridge.Address) };
        HttpClient[] clients = [bridge.Client, other];

        for (var i = 0; i < Requests; i++)
        {
            using var response = await clients[i % 2].SendAsync(RequestOf(kind, bridge));
            ((int)response.StatusCode).Should().Be(status, "request {0} comes when the one before has ended", i);
        }
    }

    private static HttpRequestMessage RequestOf(string kind, Bridge bridge) => kind switch
    {
        "refused by the bridge" => bridge.Post(Traffic.Messages, "no json"),
        "too large" => bridge.Post(Traffic.Messages, Traffic.BodyOf(2000)),
        _ => kind.StartsWith("passthrough", StringComparison.Ordinal) ? bridge.Get(Passed) : bridge.Post(Traffic.Messages, Traffic.AnthropicRequest),
    };

    private static RequestDelegate AnswerOf(string kind) => kind switch
    {
        "chunked" or "passthrough chunked" => Answers.Bytes(Answers.Json, Traffic.Utf8(Traffic.AnthropicAnswer)),
        "stream" => Answers.Text(Answers.EventStream, Traffic.AnthropicStream),
        "refused by the upstream" => Answers.Text(Answers.Json, Error, 400),
        "passthrough refused" => Answers.Text(Answers.Json, Error, (int)HttpStatusCode.NotFound),
        "an error in the first event" => Answers.Text(Answers.EventStream, ProtocolTraffic.ErrorStream(KnownProtocol.AnthropicMessages, "broken")),
        "cut off by the upstream" => CutOff,
        _ => Answers.Text(Answers.Json, Traffic.AnthropicAnswer),
    };

    private static Task CutOff(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }
}
