using System.Diagnostics;
using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Upgrades;

/// <summary>A data directory of an earlier version, with the journal of a process that was killed in the middle, opens and reads back whole.</summary>
public sealed class UpgradeTests
{
    private const string Unnumbered = "before-0.2.0";
    private const string Ask = """{"model":"lab-1","messages":[{"role":"user","content":"hello again"}]}""";

    private static readonly JsonElement Facts = EarlierData.Read(Unnumbered, "told.json");

    [Fact]
    public async Task All_that_the_api_told_before_it_still_tells()
    {
        await using var earlier = await EarlierData.OpenAsync(Unnumbered);
        var missing = await MissingAsync(earlier);

        missing.Should().BeEmpty();
    }

    [Fact]
    public async Task What_was_open_is_interrupted_and_what_only_the_journal_knew_is_there()
    {
        await using var earlier = await EarlierData.OpenAsync(Unnumbered);

        await AssertReplayedAsync(earlier);
    }

    [Theory]
    [InlineData("data", "told.json", null)]
    [InlineData("ring-in-database", "ring-in-database.json", EarlierData.MasterKey)]
    public async Task Tokens_and_secrets_are_as_good_as_before(string archive, string facts, string? masterKey)
    {
        await using var earlier = await EarlierData.OpenAsync(Unnumbered, archive, masterKey);
        earlier.Upstream.Always(Answers.Text(Answers.Json, Traffic.ChatAnswer));
        var tokens = EarlierData.Read(Unnumbered, facts);
        var (project, research) = (tokens.GetProperty("projectToken").GetString()!, tokens.GetProperty("researchToken").GetString()!);

        (await AskAsync(earlier, "lab", project)).Should().Be(HttpStatusCode.OK);
        (await AskAsync(earlier, "headed", project)).Should().Be(HttpStatusCode.OK);
        (await AskAsync(earlier, "team", research)).Should().Be(HttpStatusCode.OK);
        if (tokens.TryGetProperty("revokedToken", out var revoked))
            (await AskAsync(earlier, "lab", revoked.GetString()!)).Should().Be(HttpStatusCode.Unauthorized);

        earlier.Upstream.Received.Select(request => request.Headers.GetValueOrDefault("X-Lab-Key") ?? request.Headers["Authorization"]).Should().Equal(
            "Bearer sk-lab-kept-from-before-0-2-0-1", "header-kept-from-before-0-2-0-1", "Bearer sk-team-kept-from-before-0-2-0-1");
    }

    [Fact]
    public async Task A_conversation_goes_on_over_the_upgrade()
    {
        await using var earlier = await EarlierData.OpenAsync(Unnumbered);
        earlier.Upstream.Always(Answers.Text(Answers.Json, Traffic.AnthropicAnswer));
        var before = Facts.GetProperty("told").EnumerateObject().Select(told => told.Value)
            .Last(answer => answer.TryGetProperty("toolUsages", out var tools) && tools.GetArrayLength() > 0 && answer.GetProperty("client").GetString() == "Claude Code" && answer.GetProperty("clientSessionId").ValueKind == JsonValueKind.String);
        var call = before.GetProperty("toolUsages")[0].GetProperty("toolCallId").GetString();

        var turn = earlier.Bridge.Post(
            Traffic.Messages,
            $$"""{"model":"claude-demo","max_tokens":100,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{call}}","content":"hello"}]}]}""",
            Facts.GetProperty("projectToken").GetString());
        turn.Headers.Add("User-Agent", "claude-cli/2.0.1 (external, cli)");
        turn.Headers.Add("X-Claude-Code-Session-Id", before.GetProperty("clientSessionId").GetString());
        using var response = await earlier.Bridge.SendAsync(turn);

        var row = await earlier.InterceptionAsync(response.InterceptionId());
        row.GetProperty("threadParentId").GetString().Should().Be(before.GetProperty("id").GetString());
    }

    [Fact]
    public async Task The_copy_from_before_is_as_good_as_what_it_was_made_of()
    {
        var restored = EarlierData.Unpack(Unnumbered);
        await using (var upgraded = await EarlierData.OpenAsync(Unnumbered))
        {
            var data = EarlierData.DataOf(restored);
            foreach (var file in Directory.GetFiles(data, "aibridge.db*"))
                File.Delete(file);
            Directory.Delete(Path.Combine(data, "journal"), recursive: true);
            Process.Start("cp", ["-r", $"{Directory.GetDirectories(Path.Combine(upgraded.Data, "backups")).Single()}/.", data]).WaitForExit();
        }

        await using var earlier = await EarlierData.OpenInAsync(restored);

        await AssertReplayedAsync(earlier);
        var missing = await MissingAsync(earlier);
        missing.Should().BeEmpty();
    }

    /// <summary>What the API told before the end and does not tell now.</summary>
    private static async Task<List<string>> MissingAsync(EarlierData earlier)
    {
        await earlier.Bridge.FlushAsync();
        var missing = new List<string>();
        foreach (var told in Facts.GetProperty("told").EnumerateObject())
            missing.AddRange(ToldBefore.Missing(told.Value, await earlier.GetAsync(told.Name), told.Name));
        return missing;
    }

    private static async Task AssertReplayedAsync(EarlierData earlier)
    {
        foreach (var id in Facts.GetProperty("interrupted").EnumerateArray())
        {
            var row = await earlier.InterceptionAsync(id.GetString()!);
            row.GetProperty("status").GetString().Should().Be("interrupted");
            row.GetProperty("traceId").ValueKind.Should().Be(JsonValueKind.Null, "nobody noted it then");
            row.GetProperty("prompts")[0].GetProperty("text").GetString().Should().StartWith("please hold");
        }

        var ended = await earlier.InterceptionAsync(Facts.GetProperty("completed").GetString()!);
        ended.GetProperty("status").GetString().Should().Be("completed");
        ended.GetProperty("prompts")[0].GetProperty("text").GetString().Should().Be("the last one");
        ended.GetProperty("tokenUsage").GetProperty("inputTokens").GetInt64().Should().Be(5);
        Directory.GetFiles(Path.Combine(earlier.Data, "journal"), "*.journal", SearchOption.AllDirectories).Should().BeEmpty("all of it is in the database");
    }

    private static async Task<HttpStatusCode> AskAsync(EarlierData earlier, string provider, string token)
    {
        using var response = await earlier.Bridge.SendAsync(earlier.Bridge.Post($"/{provider}/v1/chat/completions", Ask, token));
        return response.StatusCode;
    }
}
