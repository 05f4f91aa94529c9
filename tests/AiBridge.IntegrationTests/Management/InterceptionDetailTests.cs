using System.Text.Json;
using AiBridge.Storage.Rows;

namespace AiBridge.IntegrationTests.Management;

public sealed class InterceptionDetailTests(ManagedBridge managed) : IClassFixture<ManagedBridge>
{
    private static readonly string[] Keys =
    [
        "id", "projectId", "initiatorId", "initiatorName", "provider", "providerName", "protocol", "route", "model", "responseModel", "serviceTier", "speed", "streaming", "client", "clientSessionId",
        "sessionId", "agentId", "parentAgentId", "purpose", "threadParentId", "threadRootId", "correlatingToolCallId", "traceId", "userAgent", "credentialKind",
        "credentialHint", "status", "httpStatus", "errorType", "errorMessage", "providerResponseId", "startedAt", "endedAt", "durationMs",
        "timeToFirstTokenMs", "requestBytes", "responseBytes", "attempts", "tokenUsage", "prompts", "toolUsages", "modelThoughts", "observation",
    ];

    [Fact]
    public async Task Every_key_is_there_and_null_where_nothing_is_known()
    {
        var row = Recorded.Row(model: null, status: "in_progress");
        await Recorded.AddAsync(managed.Bridge, row);

        var detail = await managed.GetAsync($"/api/v1/interceptions/{row.Id}");

        detail.EnumerateObject().Select(property => property.Name).Should().BeEquivalentTo(Keys);
        string[] unknown =
        [
            "model", "responseModel", "serviceTier", "speed", "clientSessionId", "agentId", "parentAgentId", "threadParentId", "correlatingToolCallId", "traceId", "userAgent", "credentialHint", "httpStatus",
            "errorType", "errorMessage", "providerResponseId", "endedAt", "durationMs", "timeToFirstTokenMs", "tokenUsage", "observation",
        ];
        detail.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Null).Select(property => property.Name).Should().BeEquivalentTo(unknown);
        foreach (var list in new[] { "attempts", "prompts", "toolUsages", "modelThoughts" })
            detail.GetProperty(list).GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task All_that_was_recorded_is_shown_in_the_contracts_form()
    {
        var row = Full();
        await Recorded.AddAsync(managed.Bridge, row);

        var detail = await managed.GetAsync($"/api/v1/interceptions/{row.Id}");

        detail.GetProperty("id").GetString().Should().Be(row.Id.ToString());
        detail.GetProperty("startedAt").GetString().Should().Be("2026-05-04T12:00:00.000Z");
        detail.GetProperty("endedAt").GetString().Should().Be("2026-05-04T12:00:01.234Z");
        detail.GetProperty("observation").GetString().Should().Be("oversized");
        detail.GetProperty("responseModel").GetString().Should().Be("claude-b");
        detail.GetProperty("serviceTier").GetString().Should().Be("priority");
        detail.GetProperty("speed").GetString().Should().Be("fast");
        detail.GetProperty("tokenUsage").GetRawText().Should().Be(
            """{"inputTokens":2,"outputTokens":61,"cacheReadInputTokens":13993,"cacheWriteInputTokens":22,"extra":{"output_reasoning":7},"partial":true}""");
        detail.GetProperty("attempts").GetRawText().Should().Be(
            """[{"number":1,"credentialHint":"sk-a...wxyz","httpStatus":429,"outcome":"rate_limited","startedAt":"2026-05-04T12:00:00.010Z","durationMs":12},"""
            + """{"number":2,"credentialHint":null,"httpStatus":null,"outcome":"unreachable","startedAt":"2026-05-04T12:00:00.022Z","durationMs":900}]""");
        detail.GetProperty("prompts").GetRawText().Should().Be("""[{"text":"wie geht's? <b> & é","createdAt":"2026-05-04T12:00:00.000Z"}]""");
        detail.GetProperty("toolUsages").GetRawText().Should().Be(
            """[{"toolCallId":"toolu_1","tool":"Read","server":null,"input":"{\"file_path\":\"a\"}","createdAt":"2026-05-04T12:00:00.000Z"},"""
            + """{"toolCallId":"toolu_2","tool":"Bash","server":"docs","input":"{}","createdAt":"2026-05-04T12:00:00.000Z"}]""");
        detail.GetProperty("modelThoughts").GetRawText().Should().Be("""[{"content":"hm","source":"thinking","createdAt":"2026-05-04T12:00:00.000Z"}]""");
    }

    [Fact]
    public async Task Usage_that_names_one_count_leaves_the_others_null()
    {
        var row = Recorded.Row(output: 0);
        await Recorded.AddAsync(managed.Bridge, row);

        var detail = await managed.GetAsync($"/api/v1/interceptions/{row.Id}");

        detail.GetProperty("tokenUsage").GetRawText().Should().Be(
            """{"inputTokens":null,"outputTokens":0,"cacheReadInputTokens":null,"cacheWriteInputTokens":null,"extra":{},"partial":false}""");
    }

    private static InterceptionRow Full()
    {
        var row = Recorded.Row(input: 2, output: 61);
        var at = row.StartedAt;
        (row.EndedAt, row.CacheReadInputTokens, row.CacheWriteInputTokens) = (at + 1234, 13993, 22);
        (row.ResponseModel, row.ServiceTier, row.Speed) = ("claude-b", "priority", "fast");
        (row.ExtraTokens, row.UsagePartial, row.Observation) = (new Dictionary<string, long> { ["output_reasoning"] = 7 }, true, "oversized");
        row.Attempts =
        [
            new RecordedAttempt(1, "sk-a...wxyz", 429, "rate_limited", new DateTime(2026, 5, 4, 12, 0, 0, 10, DateTimeKind.Utc), 12),
            new RecordedAttempt(2, null, null, "unreachable", new DateTime(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc).AddTicks(221234), 900),
        ];
        row.Prompts.Add(new PromptRow { InterceptionId = row.Id, Text = "wie geht's? <b> & é", CreatedAt = at });
        row.ToolUsages.Add(new ToolUsageRow { InterceptionId = row.Id, ProjectId = row.ProjectId, ToolCallId = "toolu_1", Tool = "Read", Input = """{"file_path":"a"}""", CreatedAt = at });
        row.ToolUsages.Add(new ToolUsageRow { InterceptionId = row.Id, ProjectId = row.ProjectId, ToolCallId = "toolu_2", Tool = "Bash", Server = "docs", Input = "{}", CreatedAt = at });
        row.ModelThoughts.Add(new ModelThoughtRow { InterceptionId = row.Id, Content = "hm", Source = "thinking", CreatedAt = at });
        return row;
    }
}
