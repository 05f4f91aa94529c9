using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.House;
using AiBridge.IntegrationTests.Interception;
using AiBridge.IntegrationTests.Relay;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Network;

/// <summary>An HTTP/2 connection that is alive for TCP and dead for HTTP. The limits are the shipped ones, so that this takes its half minute.</summary>
public sealed class DeadHttp2Tests
{
    private const string Admin = "aib_DeadHttp2TestAdminToken00000000000000000000";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Who_waits_on_it_is_answered_over_a_new_one_and_what_had_begun_is_ended()
    {
        var folder = Directory.CreateTempSubdirectory("aibridge-http2-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "config"));
        using var certificate = Http2UpstreamTests.Certificate(Path.Combine(folder, "authority.pem"));
        await using var upstream = await FakeUpstream.StartAsync(certificate);
        await using var box = new MiddleBox(upstream.Address);
        var address = $"https://127.0.0.1:{box.Port}";
        await File.WriteAllTextAsync(Path.Combine(folder, "config", "aibridge.json"), $$"""
            { "Providers": [
              { "Type": "anthropic", "BaseUrl": "{{address}}", "Keys": ["sk-ant-dead-connection-0001"], "MaxRetries": 0, "RetrySeconds": 0, "CircuitBreaker": { "FailureThreshold": 2, "FailureRatio": 0.01 } }
            ] }
            """);
        using var bridge = await BridgeProcess.StartAsync(folder, Admin, Path.Combine(folder, "authority.pem"));
        using var client = new HttpClient { BaseAddress = new Uri(bridge.Address), Timeout = Limit };
        var begun = await BeginAsync(bridge, client, upstream);

        box.Forget(Forgotten.Swallow);
        upstream.Always(Answers.Text(Answers.Json, Traffic.AnthropicAnswer));
        var blocking = client.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest, Admin));
        var passed = client.SendAsync(bridge.Post(Traffic.Messages + "/count_tokens", "{}", Admin));
        var cut = begun.Content.ReadAsStringAsync();

        (await blocking).StatusCode.Should().Be(HttpStatusCode.OK);
        (await passed).StatusCode.Should().Be(HttpStatusCode.OK);
        (await cut).Should().Contain("event: error");
        box.Connections.Should().Be(2);
        (await RecordedAsync(bridge)).Should().BeEquivalentTo("completed 1", "failed 1");
        bridge.Kill();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>How each interception ended, and after how many attempts.</summary>
    private static async Task<IReadOnlyList<string>> RecordedAsync(BridgeProcess bridge)
    {
        var recorded = new List<string>();
        foreach (var row in await bridge.AllInterceptionsAsync(Admin))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/interceptions/{row.GetProperty("id").GetString()}") { Headers = { { "X-AiBridge-Token", Admin } } };
            using var response = await bridge.Client.SendAsync(request);
            var whole = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
            recorded.Add($"{whole.GetProperty("status").GetString()} {whole.GetProperty("attempts").GetArrayLength()}");
        }

        return recorded;
    }

    /// <summary>A stream on the only connection that has begun and goes on.</summary>
    private static async Task<HttpResponseMessage> BeginAsync(BridgeProcess bridge, HttpClient client, FakeUpstream upstream)
    {
        upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.Response.ContentType = Answers.EventStream;
            await context.Response.WriteAsync(Family.Anthropic.Begin);
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        var response = await client.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest, Admin), HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return response;
    }
}
