using System.Text.Json;
using AiBridge.IntegrationTests.Management;

namespace AiBridge.IntegrationTests.Mcp;

/// <summary>Agents hide what is too long, so no list is unless it is asked to be.</summary>
public sealed class ToolSizeTests
{
    /// <summary>Characters that are surely no more than 8,000 tokens, at 2.5 a token.</summary>
    private const int Most = 20_000;

    [Fact]
    public async Task A_thousand_sessions_come_in_pages_that_are_small_and_say_how_to_go_on()
    {
        await using var fixture = await McpFixture.StartAsync();
        await Recorded.AddAsync(fixture.Bridge, [.. Enumerable.Range(0, 1000).Select(number => Recorded.Row(number, session: $"{Guid.NewGuid()}-{number}", client: "Claude Code", initiator: "tok_000000000000000000000001"))]);
        await Recorded.AddAsync(fixture.Bridge, [.. Enumerable.Range(0, 300).Select(number => Recorded.Row(number, session: "long", model: $"model-{number}"))]);

        await EveryAsync(fixture, "list-sessions", new { }, 1001, item => item.GetProperty("sessionId").GetString()!);
        await EveryAsync(fixture, "get-session", new { sessionId = "long" }, 300, item => item.GetProperty("id").GetString()!);
        await EveryAsync(fixture, "get-usage", new { groupBy = "model,day" }, 302, item => item.GetProperty("group").GetRawText());
        (await fixture.Admin.ToolAsync("list-sessions", new { limit = 200 })).GetProperty("items").GetArrayLength().Should().Be(200, "who asks for so many gets them");
    }

    [Fact]
    public async Task Many_providers_come_in_pages_too()
    {
        await using var fixture = await McpFixture.StartAsync();
        var (_, agent) = await fixture.ProjectAsync("alpha", "aiProviders:*");
        var api = fixture.Bridge.As(agent.Token, "/api/v1");
        for (var number = 0; number < 30; number++)
        {
            await fixture.Bridge.Admin.CreateAsync("/api/v1/providers", new { name = $"p{number:00}", type = "custom", baseUrl = fixture.Upstream.Address, auth = "none" });
            await api.CreateAsync("ai-providers", new { name = $"p {number:00}", provider = "google", config = new { note = new string('x', number == 7 ? 9_000 : 700) } });
        }

        await EveryAsync(fixture, "list-providers", new { }, 32, item => item.GetProperty("name").GetString()!);
        var sizes = await EveryAsync(fixture, "list-ai-providers", new { }, 30, item => item.GetProperty("id").GetString()!, agent, Most + 2_000);
        sizes.Should().HaveCountGreaterThan(3);
    }

    private static async Task<List<int>> EveryAsync(McpFixture fixture, string tool, object arguments, int count, Func<JsonElement, string> key, McpCaller? caller = null, int most = Most)
    {
        var (seen, sizes) = (new List<string>(), new List<int>());
        var given = JsonSerializer.SerializeToNode(arguments)!.AsObject();
        while (true)
        {
            var result = await (caller ?? fixture.Admin).CallAsync(tool, given);
            sizes.Add(result.GetProperty("structuredContent").GetRawText().Length + result.GetProperty("content").EnumerateArray().Sum(block => block.GetProperty("text").GetString()!.Length));
            var page = result.GetProperty("structuredContent");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(key));
            if (page.GetProperty("nextCursor").GetString() is not { } cursor)
                break;
            result.GetProperty("content").EnumerateArray().Last().GetProperty("text").GetString().Should().Contain("cursor").And.Contain(cursor);
            given["cursor"] = cursor;
        }

        sizes.Should().OnlyContain(size => size <= most, tool);
        seen.Should().OnlyHaveUniqueItems().And.HaveCount(count, tool);
        return sizes;
    }
}
