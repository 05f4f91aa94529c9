using System.Text.Json;
using AiBridge.Storage.Rows;

namespace AiBridge.IntegrationTests.Management;

public sealed class UsageTests(UsageTests.TwoDays stored) : IClassFixture<UsageTests.TwoDays>
{
    [Fact]
    public async Task Without_groups_everything_is_added_up()
    {
        var usage = await stored.Managed.GetAsync("/api/v1/usage");

        usage.GetRawText().Should().Be(
            """{"items":[{"group":{},"requests":5,"failed":1,"cancelled":1,"inputTokens":15,"outputTokens":3,"cacheReadInputTokens":40,"cacheWriteInputTokens":4}]}""");
    }

    [Theory]
    [InlineData("day", "2026-05-04:4 2026-05-05:1")]
    [InlineData("model", "null:1 claude-a:3 gpt-b:1")]
    [InlineData("providerName", "anthropic:4 openai:1")]
    [InlineData("projectId", "prj_default:4 prj_other:1")]
    [InlineData("client", "Claude Code:4 Codex:1")]
    [InlineData("initiatorId", "tok_1:4 tok_2:1")]
    [InlineData("day,model", "2026-05-04,null:1 2026-05-04,claude-a:2 2026-05-04,gpt-b:1 2026-05-05,claude-a:1")]
    [InlineData("model, day,model", "null,2026-05-04:1 claude-a,2026-05-04:2 gpt-b,2026-05-04:1 claude-a,2026-05-05:1")]
    [InlineData("day,model,providerName,projectId,client,initiatorId", null)]
    public async Task Each_grouping_counts_its_groups(string groupBy, string? expected)
    {
        var items = (await stored.Managed.GetAsync($"/api/v1/usage?groupBy={Uri.EscapeDataString(groupBy)}")).GetProperty("items").EnumerateArray().ToArray();

        items.Sum(item => item.GetProperty("requests").GetInt64()).Should().Be(5);
        items.Sum(item => item.GetProperty("inputTokens").GetInt64()).Should().Be(15);
        if (expected is not null)
            string.Join(' ', items.Select(Describe)).Should().Be(expected);
        else
            items.Should().HaveCount(4);
    }

    [Fact]
    public async Task A_group_names_what_was_asked_for_and_nothing_else()
    {
        var group = (await stored.Managed.GetAsync("/api/v1/usage?groupBy=client,day")).GetProperty("items")[0].GetProperty("group");

        group.EnumerateObject().Select(property => property.Name).Should().Equal("client", "day");
    }

    [Theory]
    [InlineData("from=2026-05-05", 1)]
    [InlineData("to=2026-05-05", 4)]
    [InlineData("from=2026-05-04T12:00:00Z&to=2026-05-04T12:00:01Z", 1)]
    [InlineData("from=2026-05-04T12:00:00.001Z", 4)]
    [InlineData("projectId=prj_other", 1)]
    public async Task A_range_is_counted_from_its_beginning_to_before_its_end(string query, int requests) =>
        (await stored.Managed.GetAsync($"/api/v1/usage?{query}")).GetProperty("items")[0].GetProperty("requests").GetInt32().Should().Be(requests);

    [Fact]
    public async Task Where_nothing_happened_there_are_no_groups() =>
        (await stored.Managed.GetAsync("/api/v1/usage?from=2027-01-01&groupBy=day")).GetProperty("items").GetArrayLength().Should().Be(0);

    private static string Describe(JsonElement item) =>
        $"{string.Join(',', item.GetProperty("group").EnumerateObject().Select(part => part.Value.GetString() ?? "null"))}:{item.GetProperty("requests").GetInt64()}";

    public sealed class TwoDays : IAsyncLifetime
    {
        internal ManagedBridge Managed { get; } = new();

        public async Task InitializeAsync()
        {
            await Managed.InitializeAsync();
            var cached = Recorded.Row(0, input: 1, output: 3);
            (cached.CacheReadInputTokens, cached.CacheWriteInputTokens) = (40, 4);
            InterceptionRow[] rows =
            [
                cached,
                Recorded.Row(1, status: "failed", input: 2),
                Recorded.Row(2, "prj_other", "openai", model: "gpt-b", client: "Codex", initiator: "tok_2", status: "cancelled", input: 4),
                Recorded.Row(3, model: null),
                Recorded.Row(12 * 60, status: "in_progress", input: 8),
            ];
            await Recorded.AddAsync(Managed.Bridge, rows);
        }

        public Task DisposeAsync() => Managed.DisposeAsync();
    }
}
