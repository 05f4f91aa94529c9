using System.Net;
using AiBridge.IntegrationTests.AiProviders;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Hostile;

/// <summary>What somebody without a token of the project learns of the names and models that it chose: nothing.</summary>
public sealed class StrangerTests
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "OPTIONS", "DELETE", "TRACE"];

    private static readonly string[] Paths = ["", "/", "/v1", "/v1/", "/v1/chat/completions", "/v1/messages", "/v1/models", "/nowhere"];

    [Fact]
    public async Task A_name_that_only_a_project_has_looks_like_one_that_nobody_has()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var owner = await fixture.ProjectAsync("owner");
        var other = await fixture.ProjectAsync("other");
        await owner.CreateAsync(new { name = "hidden", provider = "custom", baseUrl = fixture.Own.Address + "/v1", config = new { auth = "none" } });
        (await owner.AskAsync("hidden", "/v1/chat/completions")).Status.Should().Be(HttpStatusCode.OK, "its own project has it");

        foreach (var token in new[] { null, "aib_" + new string('w', 43), other.Token })
        {
            foreach (var method in Methods.Append("HEAD"))
            {
                foreach (var path in Paths)
                    (await ReportAsync(fixture.Bridge, method, "/hidden" + path, token)).Should().Be(await ReportAsync(fixture.Bridge, method, "/nobody" + path, token), $"{method} {path}");
            }

            (await ReportAsync(fixture.Bridge, "GET", "/hidden/v1/chat/completions", token, upgrade: true)).Should()
                .Be(await ReportAsync(fixture.Bridge, "GET", "/nobody/v1/chat/completions", token, upgrade: true));
        }
    }

    [Fact]
    public async Task Without_a_token_it_is_told_that_one_may_be_missing()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var user = await fixture.ProjectAsync("some");

        (await ReportAsync(fixture.Bridge, "GET", "/nobody/v1/models", null)).Should().StartWith("404 ").And.Contain("not_found").And.Contain("token");
        (await ReportAsync(fixture.Bridge, "GET", "/nobody/v1/models", user.Token)).Should().StartWith("404 ").And.NotContain("token");
    }

    [Theory]
    [InlineData("/nobody", 200)]
    [InlineData("/nobody/", 200)]
    [InlineData("/nobody/v1", 200)]
    [InlineData("/anthropic", 200)]
    [InlineData("/openai/v1/", 200)]
    [InlineData("/nobody/v1/models", 404)]
    [InlineData("/Nobody", 404)]
    [InlineData("/no_body", 404)]
    [InlineData("/a", 404)]
    [InlineData("/assets", 404)]
    public async Task A_probe_of_a_base_is_answered_alike_for_every_name_that_a_provider_can_have(string path, int status)
    {
        await using var fixture = await ProjectFixture.StartAsync();

        (await ReportAsync(fixture.Bridge, "HEAD", path, null)).Should().StartWith($"{status} ");

        fixture.Server.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task The_models_that_another_project_asks_for_are_not_in_a_providers_health()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var (one, two) = (await fixture.ProjectAsync("one"), await fixture.ProjectAsync("two"));
        await AskAsync(fixture, one, "model-of-one");
        await AskAsync(fixture, two, "model-of-two");
        await AskAsync(fixture, two, "model-of-both");
        await AskAsync(fixture, one, "model-of-both");

        (await ModelsAsync(fixture, one.Token)).Should().BeEquivalentTo("model-of-both", "model-of-one");
        (await ModelsAsync(fixture, two.Token)).Should().BeEquivalentTo("model-of-both", "model-of-two");
        (await ModelsAsync(fixture, fixture.Bridge.AdminToken)).Should().BeEquivalentTo("model-of-both", "model-of-one", "model-of-two");
    }

    private static async Task AskAsync(ProjectFixture fixture, ProjectUser user, string model)
    {
        using var response = await fixture.Bridge.SendAsync(fixture.Bridge.Post(Traffic.Messages, Traffic.AnthropicRequest.Replace("claude-test", model, StringComparison.Ordinal), user.Token));
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static async Task<IEnumerable<string?>> ModelsAsync(ProjectFixture fixture, string token)
    {
        using var response = await fixture.Bridge.SendAsync(fixture.Bridge.Get("/api/v1/providers/anthropic/health", token));
        using var health = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return [.. health.RootElement.GetProperty("breakers").EnumerateArray().Select(circuit => circuit.GetProperty("model").GetString())];
    }

    /// <summary>Status, headers but the date, and body, with the name taken out.</summary>
    private static async Task<string> ReportAsync(Bridge bridge, string method, string path, string? token, bool upgrade = false)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        if (upgrade)
        {
            request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
            request.Headers.TryAddWithoutValidation("Connection", "upgrade");
        }

        using var response = await bridge.SendAsync(request);
        var headers = response.Headers.Concat(response.Content.Headers).Where(header => header.Key != "Date").Select(header => $"{header.Key}: {string.Join(',', header.Value)}");
        return $"{(int)response.StatusCode} {string.Join('\n', headers)} {await response.Content.ReadAsStringAsync()}".Replace(path.Split('/')[1], "NAME", StringComparison.Ordinal);
    }
}
