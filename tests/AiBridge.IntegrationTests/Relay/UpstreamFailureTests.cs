using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Relay;

public sealed class UpstreamFailureTests
{
    [Fact]
    public async Task A_refused_connection_is_502_in_the_familys_shape_and_recorded()
    {
        await using var bridge = await Bridge.StartAsync(ConfigFor($"http://127.0.0.1:{FreePort()}"));

        var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest));

        response.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_unreachable");
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetProperty("type").GetString().Should().Be("api_error");
        var row = await bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("errorType").GetString().Should().Be("unreachable");
        row.GetProperty("attempts")[0].GetProperty("outcome").GetString().Should().Be("unreachable");
    }

    [Fact]
    public async Task A_connection_closed_before_the_first_byte_is_502()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(ConfigFor(upstream.Address));
        upstream.Always(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest));

        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_unreachable");
    }

    [Fact]
    public async Task An_upstream_that_does_not_begin_to_answer_in_time_is_504()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(ConfigFor(upstream.Address, firstByteSeconds: 0.5));
        TaskCompletionSource closed = new();
        upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.RequestAborted.Register(() => closed.TrySetResult());
            await closed.Task;
        });

        var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest));

        response.StatusCode.Should().Be(HttpStatusCode.GatewayTimeout);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_timeout");
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(10));
        (await bridge.InterceptionAsync(response.InterceptionId())).GetProperty("errorType").GetString().Should().Be("timeout");
    }

    [Theory]
    [InlineData(400, "bad_request")]
    [InlineData(403, "unauthorized")]
    [InlineData(429, "rate_limited")]
    [InlineData(500, "server_error")]
    [InlineData(529, "overloaded")]
    public async Task An_upstreams_own_error_passes_as_it_is_and_is_recorded_by_its_class(int status, string errorType)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(ConfigFor(upstream.Address));
        const string Body = """{ "type":"error", "error":{"type":"some_error","message":"words of the provider"} }""";
        upstream.Always(Answers.Text(Answers.Json, Body, status));

        var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest));

        ((int)response.StatusCode).Should().Be(status);
        (await response.Content.ReadAsStringAsync()).Should().Be(Body);
        var row = await bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("status").GetString().Should().Be("failed");
        row.GetProperty("httpStatus").GetInt32().Should().Be(status);
        row.GetProperty("errorType").GetString().Should().Be(errorType);
        row.GetProperty("errorMessage").GetString().Should().Be("words of the provider");
    }

    private static string ConfigFor(string address, double firstByteSeconds = 600) => JsonSerializer.Serialize(new
    {
        Providers = new[] { new { Type = "anthropic", BaseUrl = address, Keys = new[] { Config.AnthropicKey }, Timeouts = new { FirstByteSeconds = firstByteSeconds }, MaxRetries = 0 } },
    });

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
