using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Storage.Rows;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Management;

/// <summary>The database is locked by another process, or its file is gone: management says so, and agents do not notice.</summary>
public sealed class StorageAwayTests
{
    /// <summary>What they answer lies in memory or with the upstream.</summary>
    private static readonly string[] NeedNoStore =
    [
        "get /api/v1/provider-types",
        "get /api/v1/providers/presets", "get /api/v1/providers/{name}", "get /api/v1/providers/{name}/health", "get /api/v1/providers/{name}/models", "post /api/v1/providers/{name}/test",
    ];

    [Fact]
    public async Task Without_the_file_every_endpoint_says_so_and_works_again_when_it_is_back()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Always(Answers.Text(Answers.Json, """{"data":[{"id":"m-1","type":"model"}],"has_more":false}"""));
        await using var bridge = await Bridge.StartAsync(Config.For(upstream, new { Network = new { AllowPrivateNetwork = true } }));
        var document = await bridge.Admin.GetAsync("/openapi/v1.json");
        StorageAway.TakeAway(bridge);

        foreach (var (path, method, operation) in Operations(document))
        {
            using var response = await bridge.Admin.SendAsync(new HttpMethod(method.ToUpperInvariant()), Regex.Replace(path, "{name}", "anthropic").Replace("interceptions/{id}", $"interceptions/{Guid.Empty}"), ExampleOf(operation));
            if (NeedNoStore.Contains($"{method} {path}"))
                response.StatusCode.Should().Be(HttpStatusCode.OK, path);
            else
                await StorageAway.AssertAwayAsync(response, $"{method} {path}");
        }

        File.Exists(StorageAway.FileOf(bridge)).Should().BeFalse("an empty database in its place would pass for the store");
        StorageAway.Restore(bridge);
        (await bridge.Admin.GetAsync("/api/v1/providers")).GetProperty("items").GetArrayLength().Should().BeGreaterThan(0);
        await Eventually.Is(async () => (await bridge.Admin.GetAsync("/api/v1/audit?result=failed&operation=createProject")).GetProperty("items").GetArrayLength() == 1);
        await Eventually.Is(async () => (await bridge.Admin.GetAsync("/api/v1/audit?result=succeeded&operation=testProvider")).GetProperty("items").GetArrayLength() == 1);
    }

    [Fact]
    public async Task Locked_by_another_process_it_reads_and_refuses_to_write_and_nothing_is_left_half()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        var project = (await bridge.Admin.CreateAsync("/api/v1/projects", new { name = "alpha" })).GetProperty("id").GetString();
        var secret = (await bridge.Admin.CreateAsync("/api/v1/secrets", new { name = "key", value = "sk-of-the-lab-0000001" })).GetProperty("id").GetString();
        var before = await StateAsync(bridge);
        var sends = new (HttpMethod Method, string Path, object? Body, string Operation)[]
        {
            (HttpMethod.Post, "/api/v1/providers", new { name = "mine", type = "anthropic", apiKeys = new[] { new { value = "sk-of-mine-00000001" } } }, "createProvider"),
            (HttpMethod.Post, "/api/v1/projects", new { name = "beta" }, "createProject"),
            (HttpMethod.Patch, $"/api/v1/projects/{project}", new { name = "gamma" }, "updateProject"),
            (HttpMethod.Post, $"/api/v1/projects/{project}/tokens", new { name = "t" }, "createToken"),
            (HttpMethod.Post, "/api/v1/ai-providers", new { name = "own", provider = "anthropic", projectId = project }, "createAiProvider"),
            (HttpMethod.Delete, $"/api/v1/secrets/{secret}", null, "deleteSecret"),
            (HttpMethod.Delete, $"/api/v1/projects/{project}", null, "deleteProject"),
        };

        await using (await StorageAway.LockAsync(bridge))
        {
            var answers = sends.Select(send => (send.Operation, Answer: bridge.Admin.SendAsync(send.Method, send.Path, send.Body))).ToArray();
            (await StateAsync(bridge)).Should().Be(before, "reading waits for no lock");
            foreach (var (operation, answer) in answers)
                await StorageAway.AssertAwayAsync(await answer, operation);
        }

        (await StateAsync(bridge)).Should().Be(before);
        (await bridge.SendAsync(bridge.Post("/mine/v1/messages", Traffic.AnthropicRequest))).StatusCode.Should().Be(HttpStatusCode.NotFound);
        await Eventually.Is(async () => (await bridge.Admin.GetAsync("/api/v1/audit?result=failed")).GetProperty("items").GetArrayLength() == sends.Length);
        var failed = (await bridge.Admin.GetAsync("/api/v1/audit?result=failed")).GetProperty("items").EnumerateArray().ToArray();
        failed.Select(entry => entry.GetProperty("operation").GetString()).Should().BeEquivalentTo(sends.Select(send => send.Operation));
        failed.Should().OnlyContain(entry => entry.GetProperty("status").GetInt32() == 503 && entry.GetProperty("code").GetString() == "storage_unavailable" && entry.GetProperty("changes").GetArrayLength() == 0);
        await bridge.Admin.CreateAsync("/api/v1/projects", new { name = "beta" });
    }

    [Fact]
    public async Task An_export_that_loses_the_store_in_its_middle_is_cut_and_does_not_pass_for_whole()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        await FillAsync(bridge, rows: 501, bytes: 60_000);

        using var request = bridge.Get("/api/v1/audit/export", bridge.AdminToken);
        using var response = await bridge.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        // More than every buffer on the way holds: the bridge waits for its reader amid the first batch.
        StorageAway.TakeAway(bridge);
        var read = () => response.Content.ReadAsByteArrayAsync();

        (await read.Should().ThrowAsync<Exception>()).Which.Should().Match(failure => failure is HttpRequestException || failure is IOException);
        StorageAway.Restore(bridge);
    }

    [Fact]
    public async Task Agents_are_served_and_let_in_all_the_same()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.EventStream, Traffic.AnthropicStream);
        StorageAway.TakeAway(bridge);

        (await (await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest))).Content.ReadAsStringAsync()).Should().Be(Traffic.AnthropicStream);
        (await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest, "aib_none"))).StatusCode.Should().Be(HttpStatusCode.Unauthorized);

        upstream.Verify();
        StorageAway.Restore(bridge);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{"model":"gpt-5","input":"go on","previous_response_id":"resp_of_earlier"}""")]
    [InlineData("""{"model":"gpt-5","input":"go on","conversation":"conv_of_earlier"}""")]
    public async Task Whose_a_stored_response_is_cannot_be_told_and_is_not_guessed(string? body)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        StorageAway.TakeAway(bridge);

        using var request = body is null ? bridge.Get("/openai/v1/responses/resp_of_earlier") : bridge.Post("/openai/v1/responses", body);
        using var response = await bridge.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("storage_unavailable");
        response.Headers.RetryAfter!.Delta!.Value.TotalSeconds.Should().BeInRange(1, 45);
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetProperty("code").GetString().Should().Be("storage_unavailable");
        upstream.Verify();
        StorageAway.Restore(bridge);
    }

    private static async Task<string> StateAsync(Bridge bridge)
    {
        var texts = new List<string>();
        foreach (var path in (string[])["projects", "secrets", "providers", "projects/prj_default/tokens", "ai-providers"])
            texts.Add(Regex.Replace((await bridge.Admin.GetAsync($"/api/v1/{path}")).GetRawText(), "\"lastUsedAt\":[^,]*", ""));
        return string.Join('\n', texts);
    }

    private static async Task FillAsync(Bridge bridge, int rows, int bytes)
    {
        await using var db = await bridge.DbAsync();
        var changes = JsonSerializer.Serialize(new[] { new { field = "name", before = (string?)null, after = new string('x', bytes) } });
        db.AuditEntries.AddRange(Enumerable.Range(0, rows).Select(i => new AuditRow
        {
            Id = Guid.CreateVersion7(),
            Action = "projects:Write",
            Resource = "projects/x",
            Changes = changes,
            Result = "succeeded",
            RequestId = $"r-{i}",
        }));
        await db.SaveChangesAsync();
    }

    private static IEnumerable<(string Path, string Method, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        where path.Name.StartsWith("/api", StringComparison.Ordinal)
        from operation in path.Value.EnumerateObject()
            // What happens now lies in memory, and its answer has no end.
        where path.Name != "/api/v1/interceptions/live"
        select (path.Name, operation.Name, operation.Value);

    private static string? ExampleOf(JsonElement operation) => operation.TryGetProperty("requestBody", out var body)
        ? body.GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText()
        : null;
}
