using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Recording;

/// <summary>Two bridges with data directories of their own on one database, as on two hosts.</summary>
public sealed class TwoHostsTests : IDisposable
{
    private readonly string _shared = Directory.CreateTempSubdirectory("aibridge-test-").FullName;

    public void Dispose() => Directory.Delete(_shared, recursive: true);

    [Fact]
    public async Task A_bridge_that_starts_and_ends_beside_another_leaves_its_running_requests_alone()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var configuration = Config.For(upstream, new { Storage = new { ConnectionString = Path.Combine(_shared, "shared.db") } });
        var answer = new HeldAnswer(first: Traffic.AnthropicStream[..Traffic.AnthropicStream.IndexOf("event: message_delta", StringComparison.Ordinal)]);
        upstream.Expect(answer.AnswerAsync);
        await using var here = await Bridge.StartAsync(configuration);
        using var response = await here.SendAsync(here.Post(Traffic.Messages, Traffic.AnthropicRequest), HttpCompletionOption.ResponseHeadersRead);
        await answer.Begun;
        await here.FlushAsync();

        await using (var there = await Bridge.StartAsync(configuration))
        {
            await there.FlushAsync();
            (await StatusAsync(there, here.AdminToken, response.InterceptionId())).Should().Be("in_progress");
        }

        (await StatusAsync(here, here.AdminToken, response.InterceptionId())).Should().Be("in_progress");
    }

    private static async Task<string?> StatusAsync(Bridge bridge, string token, string id)
    {
        using var response = await bridge.SendAsync(bridge.Get($"/api/v1/interceptions/{id}", token));
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("status").GetString();
    }
}
