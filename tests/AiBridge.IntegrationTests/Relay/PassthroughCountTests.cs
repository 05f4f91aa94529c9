using System.Collections.Concurrent;
using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Relay;

public sealed class PassthroughCountTests
{
    [Fact]
    public async Task Providers_are_counted_by_name_those_of_projects_too()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Always(Answers.Text(Answers.Json, """{"data":[]}"""));
        await using var bridge = await Bridge.StartAsync($$"""
            {
              "Network": { "AllowPrivateNetwork": true },
              "Providers": [{ "Type": "openai", "Name": "bridge", "BaseUrl": "{{upstream.Address}}/v1", "Auth": "none" }]
            }
            """);
        foreach (var slug in new[] { "ours", "ours-too" })
            await bridge.Admin.CreateAsync("/api/v1/ai-providers", new { name = slug, provider = "custom", baseUrl = $"{upstream.Address}/v1", defaultModel = "m", config = new { auth = "none" } });
        var labels = new ConcurrentQueue<object?>();
        using var listener = CounterLabels.Listen(bridge, "aibridge.passthrough", labels);

        foreach (var name in new[] { "bridge", "ours", "ours-too" })
        {
            using var answer = await bridge.SendAsync(bridge.Get($"/{name}/v1/models"));
            answer.StatusCode.Should().Be(HttpStatusCode.OK, name);
        }

        labels.Should().Equal("bridge", "ours", "ours-too");
    }
}
