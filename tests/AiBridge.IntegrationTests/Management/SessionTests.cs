using System.Text.Json;

namespace AiBridge.IntegrationTests.Management;

public sealed class SessionTests(ManagedBridge managed) : IClassFixture<ManagedBridge>
{
    [Fact]
    public async Task A_session_adds_up_its_interceptions()
    {
        await Recorded.AddAsync(
            managed.Bridge,
            Recorded.Row(0, "prj_sum", session: "one", input: 5, output: 1),
            Recorded.Row(2, "prj_sum", session: "one", status: "failed", input: 7),
            Recorded.Row(1, "prj_sum", session: "one", status: "cancelled"),
            Recorded.Row(3, "prj_sum", session: "other", input: 100));

        var session = (await managed.GetAsync("/api/v1/sessions?projectId=prj_sum")).GetProperty("items")[1];

        session.GetRawText().Should().Be(
            """{"sessionId":"one","projectId":"prj_sum","client":"Claude Code","initiatorId":"tok_1","initiatorName":"Ada","startedAt":"2026-05-04T12:00:00.000Z","lastActivityAt":"2026-05-04T12:02:00.000Z","totals":{"requests":3,"failed":1,"cancelled":1,"inputTokens":12,"outputTokens":1,"cacheReadInputTokens":0,"cacheWriteInputTokens":0}}""");
    }

    [Fact]
    public async Task Sessions_come_with_the_newest_activity_first_and_page_by_page()
    {
        // Two of them were active in the same millisecond.
        await Recorded.AddAsync(
            managed.Bridge,
            Recorded.Row(0, "prj_page", session: "a b"), Recorded.Row(1, "prj_page", session: "b"), Recorded.Row(5, "prj_page", session: "c"),
            Recorded.Row(5, "prj_page", session: "d"), Recorded.Row(9, "prj_page", session: "a b"));

        var seen = new List<string?>();
        string? cursor = null;
        do
        {
            var page = await managed.GetAsync($"/api/v1/sessions?projectId=prj_page&limit=1{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(Ids(page, "sessionId"));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null && seen.Count < 10);

        seen.Should().Equal("a b", "c", "d", "b");
    }

    [Theory]
    [InlineData("client=Codex", "codex")]
    [InlineData("startedAfter=2026-05-04T12:04:00Z", "late codex")]
    [InlineData("startedBefore=2026-05-04T12:04:00Z", "early")]
    [InlineData("client=Codex&startedBefore=2026-05-04T12:04:00Z", "")]
    public async Task Filters_choose_among_the_interceptions(string query, string expected)
    {
        var project = $"prj_{Guid.NewGuid():N}";
        await Recorded.AddAsync(
            managed.Bridge,
            Recorded.Row(0, project, session: "early"), Recorded.Row(5, project, client: "Codex", session: "codex"), Recorded.Row(6, project, session: "late"));

        string.Join(' ', Ids(await managed.GetAsync($"/api/v1/sessions?projectId={project}&{query}"), "sessionId")).Should().Be(expected);
    }

    [Fact]
    public async Task One_session_shows_its_interceptions_in_order_and_its_totals_on_every_page()
    {
        var rows = Enumerable.Range(0, 203).Select(i => Recorded.Row(i, "prj_long", session: "long", output: 1)).ToArray();
        await Recorded.AddAsync(managed.Bridge, rows);

        var first = await managed.GetAsync("/api/v1/sessions/long");
        var second = await managed.GetAsync($"/api/v1/sessions/long?cursor={first.GetProperty("nextCursor").GetString()}");

        Ids(first, "id").Concat(Ids(second, "id")).Should().Equal(rows.Select(row => row.Id.ToString()));
        second.GetProperty("nextCursor").ValueKind.Should().Be(JsonValueKind.Null);
        foreach (var page in new[] { first, second })
        {
            page.GetProperty("totals").GetProperty("requests").GetInt64().Should().Be(203);
            page.GetProperty("totals").GetProperty("outputTokens").GetInt64().Should().Be(203);
        }
    }

    [Theory]
    [InlineData("with/slash")]
    [InlineData("ümläut & \"quotes\" %41?")]
    public async Task A_session_id_may_be_any_text_a_client_chose(string session)
    {
        await Recorded.AddAsync(managed.Bridge, Recorded.Row(0, session: session));

        (await managed.GetAsync($"/api/v1/sessions/{Uri.EscapeDataString(session)}")).GetProperty("sessionId").GetString().Should().Be(session);
    }

    private static IEnumerable<string?> Ids(JsonElement page, string name) =>
        page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty(name).GetString());
}
