using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Interception;

namespace AiBridge.IntegrationTests.Ingress;

public sealed class ConnectionShareTests
{
    [Theory]
    [InlineData(Traffic.Messages)]
    [InlineData("/anthropic/v1/messages/count_tokens")]
    public async Task One_tokens_slow_streams_take_half_of_the_connections_and_leave_the_rest_to_others(string path)
    {
        await using var fixture = await MemoryFixture.StartAsync(new { Connections = 8 });
        var other = await fixture.TokenAsync();
        var came = Enumerable.Range(0, 4).Select(_ => fixture.HoldNextAsync()).ToArray();
        var held = Enumerable.Range(0, 4).Select(_ => fixture.SendAsync(500, path: path)).ToArray();
        await Task.WhenAll(came);
        fixture.Upstream.Always(Answers.Text(Answers.Json, Traffic.AnthropicAnswer));

        using var refused = await fixture.SendAsync(500, path: path);

        refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        refused.Headers.GetValues("X-AiBridge-Error").Should().Equal("too_many_requests_in_flight");
        (await fixture.SendAsync(500, other, path)).StatusCode.Should().Be(HttpStatusCode.OK);
        fixture.Answer();
        (await Task.WhenAll(held)).Should().OnlyContain(response => response.StatusCode == HttpStatusCode.OK);
        (await fixture.SendAsync(500, path: path)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task There_are_no_more_connections_than_are_allowed()
    {
        await using var fixture = await MemoryFixture.StartAsync(new { Connections = 2 });
        fixture.Upstream.Always(Answers.Text(Answers.Json, Traffic.AnthropicAnswer));
        using var first = await fixture.BeginAsync(500, 500);
        using var second = await fixture.BeginAsync(500, 500);
        (await first.ReadAsync(new byte[1])).Should().Be(1);
        (await second.ReadAsync(new byte[1])).Should().Be(1);

        using var third = new System.Net.Sockets.TcpClient();
        await third.ConnectAsync(IPAddress.Loopback, new Uri(fixture.Bridge.Address).Port);

        (await third.GetStream().ReadAsync(new byte[1])).Should().Be(0, "the server closes what is too much");
    }

    [Fact]
    public async Task A_client_that_does_not_take_what_passes_through_is_cut()
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true, keepAlive: 0, silence: 86400, slowClient: 60);
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.RequestAborted.Register(() => closed.TrySetResult());
            var piece = new byte[60_000];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(piece);
        });
        using var stalled = await RawClient.GetAsync(fixture.Bridge, "/anthropic/v1/models", receiveBuffer: 4096);

        await fixture.PassTimeUntilAsync(closed.Task, TimeSpan.FromSeconds(5));
    }
}
