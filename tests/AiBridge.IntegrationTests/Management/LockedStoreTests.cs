using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management;

/// <summary>The database is locked by another process, and many want to write: agents do not notice.</summary>
public sealed class LockedStoreTests
{
    private const int Writers = 60;

    [Theory]
    [InlineData(null)]
    [InlineData("project")]
    [InlineData("administrator")]
    public async Task Those_who_wait_for_it_take_no_threads_from_agents(string? who)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Always(Answers.Text(Answers.EventStream, Traffic.AnthropicStream));
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var writer = bridge.As(who switch { null => null, "project" => bridge.ProjectToken, _ => bridge.AdminToken });
        Task<HttpResponseMessage>[] writes;
        int waiting;
        await using (await StorageAway.LockAsync(bridge))
        {
            writes = [.. Enumerable.Range(0, Writers).Select(number => writer.SendAsync(HttpMethod.Post, "/api/v1/projects", new { name = $"project-{number}" }))];
            using var answer = await bridge.AskAsync("anthropic");
            answer.StatusCode.Should().Be(HttpStatusCode.OK);
            waiting = writes.Count(write => !write.IsCompleted);
        }

        waiting.Should().BeGreaterThan(Writers / 2, "the agent was served while they waited");
        foreach (var write in writes)
            (await write).Dispose();
    }
}
