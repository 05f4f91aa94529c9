using System.Collections.Concurrent;
using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Management.Tenants;

namespace AiBridge.IntegrationTests.Relay;

public sealed class PassthroughCountTests
{
    [Fact]
    public async Task A_server_wide_provider_is_counted_by_name_and_a_projects_own_by_type()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Always(Answers.Text(Answers.Json, """{"data":[]}"""));
        await using var fixture = await TenantFixture.StartAsync($$"""
            {
              "Network": { "AllowPrivateNetwork": true },
              "Providers": [{ "Type": "openai", "Name": "fixture", "BaseUrl": "{{upstream.Address}}/v1", "Auth": "none" }]
            }
            """);
        foreach (var slug in new[] { "ours", "ours-too" })
            await fixture.CreateAsync("/api/v1/ai-providers", new { name = slug, provider = "custom", baseUrl = $"{upstream.Address}/v1", defaultModel = "m", config = new { auth = "none" } });
        var labels = new ConcurrentQueue<object?>();
        using var listener = CounterLabels.Listen(fixture.Bridge, "aibridge.passthrough.requests", labels);

        foreach (var name in new[] { "fixture", "ours", "ours-too" })
        {
            using var answer = await fixture.Bridge.SendAsync(fixture.Bridge.Get($"/{name}/v1/models"));
            answer.StatusCode.Should().Be(HttpStatusCode.OK, name);
        }

        labels.Should().Equal("fixture", "custom", "custom");
    }
}
