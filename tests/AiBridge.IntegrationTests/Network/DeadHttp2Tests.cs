using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Relay;
using AiBridge.Tests;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.IntegrationTests.Network;

/// <summary>HTTP/2 connections that have died without a word, under an upstream of which not one failure is forgiven.</summary>
public sealed class DeadHttp2Tests : IAsyncLifetime
{
    private const string Admin = "aib_DeadHttp2TestAdminToken00000000000000000000";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("aibridge-http2-").FullName;
    private X509Certificate2 _certificate = null!;
    private FakeUpstream _upstream = null!;
    private MiddleBox _box = null!;
    private BridgeProcess _bridge = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "config"));
        _certificate = Http2UpstreamTests.Certificate(Path.Combine(_folder, "authority.pem"));
        _upstream = await FakeUpstream.StartAsync(_certificate);
        _box = new MiddleBox(_upstream.Address);
        await File.WriteAllTextAsync(Path.Combine(_folder, "config", "aibridge.json"), $$"""
            { "Providers": [
              { "Type": "anthropic", "BaseUrl": "https://127.0.0.1:{{_box.Port}}", "Keys": ["sk-ant-dead-connection-0001"], "MaxRetries": 0, "RetrySeconds": 0, "CircuitBreaker": { "FailureThreshold": 2, "FailureRatio": 0.01 } }
            ] }
            """);
        _bridge = await BridgeProcess.StartAsync(_folder, Admin, Path.Combine(_folder, "authority.pem"));
        _client = new HttpClient { BaseAddress = new Uri(_bridge.Address), Timeout = Limit };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        _bridge.Dispose();
        await _box.DisposeAsync();
        await _upstream.DisposeAsync();
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The limits are the shipped ones, so that this takes its half minute.</summary>
    [Fact]
    public async Task Who_waits_on_one_that_is_alive_for_TCP_alone_is_answered_over_a_new_one_and_what_had_begun_is_ended()
    {
        var begun = await BeginAsync();
        var another = await BeginAsync();
        _box.Forget(Forgotten.Swallow);
        _upstream.Always(Answers.Text(Answers.Json, Traffic.AnthropicAnswer));

        var blocking = SendAsync(Traffic.Messages);
        var passed = SendAsync(Traffic.Messages + "/count_tokens");
        var cut = begun.Content.ReadAsStringAsync();
        var alsoCut = another.Content.ReadAsStringAsync();

        (await blocking).StatusCode.Should().Be(HttpStatusCode.OK);
        (await passed).StatusCode.Should().Be(HttpStatusCode.OK);
        (await cut).Should().Contain("event: error");
        (await alsoCut).Should().Contain("event: error");
        (await SendAsync(Traffic.Messages)).StatusCode.Should().Be(HttpStatusCode.OK, "one connection has died, however many streams were on it");
        _box.Connections.Should().Be(2);
        await IsRecordedAsync("completed 1", "completed 1", "failed 1", "failed 1");
    }

    [Theory]
    [InlineData(Forgotten.Reset)]
    [InlineData(Forgotten.End)]
    public async Task One_that_lay_idle_and_is_reset_or_ended_at_the_next_request_costs_nothing(Forgotten then)
    {
        _upstream.Always(Answers.Text(Answers.Json, Traffic.AnthropicAnswer));
        (await SendAsync(Traffic.Messages)).StatusCode.Should().Be(HttpStatusCode.OK);
        _box.Forget(then);

        (await SendAsync(Traffic.Messages)).StatusCode.Should().Be(HttpStatusCode.OK);

        _box.Connections.Should().Be(2);
        await IsRecordedAsync("completed 1", "completed 1");
    }

    [Fact]
    public async Task A_new_one_that_breaks_is_a_failure_as_ever()
    {
        _upstream.Always(async context =>
        {
            await context.ReadAsync();
            context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
        });

        (await SendAsync(Traffic.Messages)).Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_unreachable");
        _box.Connections.Should().Be(1);
        _upstream.Received.Should().ContainSingle();
        await IsRecordedAsync("failed 1");
    }

    private Task<HttpResponseMessage> SendAsync(string path) => _client.SendAsync(_bridge.Post(path, Traffic.AnthropicRequest, Admin));

    /// <summary>A stream on the only connection that has begun and goes on.</summary>
    private async Task<HttpResponseMessage> BeginAsync()
    {
        _upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.Response.ContentType = Answers.EventStream;
            await context.Response.WriteAsync(Family.Anthropic.Begin);
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        var response = await _client.SendAsync(_bridge.Post(Traffic.Messages, Traffic.AnthropicRequest, Admin), HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return response;
    }

    /// <summary>The writer of another process may still be at it.</summary>
    private Task IsRecordedAsync(params string[] expected) => Eventually.Is(async () => (await RecordedAsync()).Order(StringComparer.Ordinal).SequenceEqual(expected));

    /// <summary>How each interception ended, and after how many attempts.</summary>
    private async Task<IReadOnlyList<string>> RecordedAsync()
    {
        var recorded = new List<string>();
        foreach (var row in await _bridge.AllInterceptionsAsync(Admin))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/interceptions/{row.GetProperty("id").GetString()}") { Headers = { { "X-AiBridge-Token", Admin } } };
            using var response = await _bridge.Client.SendAsync(request);
            var whole = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
            recorded.Add($"{whole.GetProperty("status").GetString()} {whole.GetProperty("attempts").GetArrayLength()}");
        }

        return recorded;
    }
}
