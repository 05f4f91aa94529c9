using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Upstream;

public sealed class DyingStreamCircuitTests
{
    public static TheoryData<Family> Families => Family.All;

    [Theory]
    [MemberData(nameof(Families))]
    public async Task An_upstream_that_dies_inside_a_tool_call_is_counted_in_every_protocol(Family family)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        object Provider(string type, string path) =>
            Pools.Provider(upstream.Address + path, type, 1, type, new { BaseUrl = upstream.Address + path, CircuitBreaker = new { FailureThreshold = 3 } });
        var configuration = System.Text.Json.JsonSerializer.Serialize(new { Providers = new[] { Provider("anthropic", ""), Provider("openai", "/v1") } });
        await using var bridge = await Bridge.StartAsync(configuration);
        upstream.Always(Answers.BrokenOff(family.Begin + family.Half, cut: true));

        for (var i = 0; i < 3; i++)
        {
            using var response = await bridge.SendAsync(bridge.Post(family.Path, family.Request), HttpCompletionOption.ResponseHeadersRead);
            await using var body = await response.Content.ReadAsStreamAsync();
            await new RelayedStream(response, body).ReadToEndAsync();
        }

        var health = await bridge.HealthAsync(family == Family.Anthropic ? "anthropic" : "openai");
        health.GetProperty("breakers").EnumerateArray().Should().ContainSingle().Which.GetProperty("state").GetString().Should().Be("open");
        health.GetProperty("lastErrorClass").GetString().Should().Be("stream_error");
    }
}
