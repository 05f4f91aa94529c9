using System.Collections.Concurrent;
using System.Net;
using AiBridge.IntegrationTests.House;
using AiBridge.IntegrationTests.Management.Tenants;

namespace AiBridge.IntegrationTests.Relay;

public sealed class PassthroughCountTests
{
    [Fact]
    public async Task A_server_wide_provider_is_counted_by_name_and_a_projects_own_by_type()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Always(Answers.Text(Answers.Json, """{"data":[]}"""));
        await using var house = await TenantHouse.StartAsync($$"""
            {
              "Network": { "AllowPrivateNetwork": true },
              "Providers": [{ "Type": "openai", "Name": "house", "BaseUrl": "{{upstream.Address}}/v1", "Auth": "none" }]
            }
            """);
        foreach (var slug in new[] { "ours", "ours-too" })
            await house.CreateAsync("/api/v1/ai-providers", new { name = slug, provider = "custom", baseUrl = $"{upstream.Address}/v1", defaultModel = "m", config = new { auth = "none" } });
        var labels = new ConcurrentQueue<object?>();
        using var listener = CounterLabels.Listen(house.Bridge, "aibridge.passthrough.requests", labels);

        foreach (var name in new[] { "house", "ours", "ours-too" })
        {
            using var answer = await house.Bridge.SendAsync(house.Bridge.Get($"/{name}/v1/models"));
            answer.StatusCode.Should().Be(HttpStatusCode.OK, name);
        }

        labels.Should().Equal("house", "custom", "custom");
    }
}
