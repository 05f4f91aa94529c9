using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management;

public sealed class CursorTests
{
    private const string Tokens = "projects/prj_default/tokens";

    private static readonly string[] Lists = ["interceptions", "sessions", "sessions/s-1", "audit", "projects", Tokens, "secrets", "providers", "ai-providers"];

    [Fact]
    public async Task A_cursor_of_one_list_is_no_cursor_of_another()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        await FillAsync(bridge);
        var cursors = new Dictionary<string, string>();
        foreach (var list in Lists)
            cursors[list] = await FirstAsync(bridge, list);

        foreach (var (list, other) in Lists.SelectMany(list => Lists, (list, other) => (list, other)))
        {
            using var answer = await bridge.Admin.SendAsync(HttpMethod.Get, $"/api/v1/{list}?cursor={cursors[other]}");
            if (list == other)
            {
                answer.StatusCode.Should().Be(HttpStatusCode.OK, list);
                continue;
            }

            answer.StatusCode.Should().Be(HttpStatusCode.BadRequest, $"{list} was given a cursor of {other}");
            var problem = await ManagementClient.ProblemAsync(answer, HttpStatusCode.BadRequest, "invalid_request");
            problem.GetProperty("parameter").GetString().Should().Be("cursor");
        }
    }

    // A page of one item, of two or more that there are.
    private static async Task<string> FirstAsync(Bridge bridge, string list) =>
        (await bridge.Admin.GetAsync($"/api/v1/{list}?limit=1")).GetProperty("nextCursor").GetString()!;

    private static async Task FillAsync(Bridge bridge)
    {
        await Recorded.AddAsync(bridge, Recorded.Row(0, session: "s-1"), Recorded.Row(1, session: "s-1"), Recorded.Row(2, session: "s-2"));
        foreach (var name in new[] { "one", "two" })
        {
            await bridge.Admin.CreateAsync("/api/v1/projects", new { name });
            await bridge.Admin.CreateAsync($"/api/v1/{Tokens}", new { name });
            await bridge.Admin.CreateAsync("/api/v1/secrets", new { name, value = $"sk-of-the-cursors-{name}-0001" });
            await bridge.Admin.CreateAsync("/api/v1/providers", new { name, type = "anthropic" });
            await bridge.Admin.CreateAsync("/api/v1/ai-providers", new { name, provider = "anthropic" });
        }
    }
}
