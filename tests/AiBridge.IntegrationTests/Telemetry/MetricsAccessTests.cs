using System.Net;
using System.Net.Sockets;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Telemetry;

/// <summary>Who may read metrics.</summary>
public sealed class MetricsAccessTests
{
    [Fact]
    public async Task Beside_the_API_they_need_a_token_of_the_server_with_the_permission()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var reader = await bridge.Admin.CreateAsync("/api/v1/projects/prj_default/tokens", new { name = "prometheus", permissions = new[] { "metrics:Read" }, serverScope = true });
        var ofProject = await bridge.Admin.CreateAsync("/api/v1/projects/prj_default/tokens", new { name = "project", permissions = new[] { "metrics:Read" } });

        await ManagementClient.ProblemAsync(await bridge.As(null).SendAsync(HttpMethod.Get, "/metrics"), HttpStatusCode.Unauthorized, "unauthorized");
        await ManagementClient.ProblemAsync(await bridge.As(bridge.ProjectToken).SendAsync(HttpMethod.Get, "/metrics"), HttpStatusCode.Forbidden, "forbidden");
        await ManagementClient.ProblemAsync(await bridge.As(ofProject.GetProperty("token").GetString()).SendAsync(HttpMethod.Get, "/metrics"), HttpStatusCode.Forbidden, "forbidden");
        using var answer = await bridge.As(reader.GetProperty("token").GetString()).SendAsync(HttpMethod.Get, "/metrics");
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("text/plain");
    }

    [Fact]
    public async Task On_a_listener_of_their_own_they_are_open_and_alone()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        taken.Stop();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream, new { Telemetry = new { MetricsListen = address } }));
        using var prometheus = new HttpClient { BaseAddress = new Uri(address) };

        Scrape.Of(await prometheus.GetStringAsync("/metrics")).Sum("aibridge_provider_info", "provider_name=anthropic").Should().Be(1);
        foreach (var path in new[] { "/", "/health/live", "/api/v1/interceptions", "/anthropic/v1/models" })
        {
            using var other = await prometheus.GetAsync(path);
            other.StatusCode.Should().Be(HttpStatusCode.NotFound, path);
        }
    }
}
