using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;
using AiBridge.Providers;
using AiBridge.Providers.SecretStore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Chat;

/// <summary>Whom a project's chat asks: what is stored, told and in force.</summary>
public sealed class AiConfigTests
{
    private const string Key = "sk-own-planted-key-000000000001";

    [Fact]
    public async Task Without_a_word_the_servers_default_is_told_with_no_address_and_no_key()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");

        var config = await user.Api.GetAsync(ChatUser.Config);

        config.GetRawText().Should().Be("""{"provider":"anthropic","model":"server-model","maxTokens":4096,"baseUrl":null,"region":null,"hasApiKey":true,"hasHeaders":false,"source":"server"}""");
    }

    [Fact]
    public async Task A_configuration_is_a_full_replace_and_tells_no_secret()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        var body = new { provider = "openai", model = "gpt-own", maxTokens = 77, apiKey = Key, baseUrl = fixture.Own.Address + "/v1/", headers = new { x_team = "red", x_secret = "planted-header-value" }, region = "eu" };

        var made = await user.ConfigureAsync(body);
        made.GetRawText().Should().Be($$"""{"provider":"openai","model":"gpt-own","maxTokens":77,"baseUrl":"{{fixture.Own.Address}}/v1","region":"eu","hasApiKey":true,"hasHeaders":true,"source":"project"}""");
        (await user.Api.GetAsync(ChatUser.Config)).GetRawText().Should().Be(made.GetRawText());

        var next = await user.ConfigureAsync(new { provider = "openai", baseUrl = fixture.Own.Address + "/other/v1" });
        next.GetRawText().Should().Be($$"""{"provider":"openai","model":"server-model","maxTokens":4096,"baseUrl":"{{fixture.Own.Address}}/other/v1","region":null,"hasApiKey":true,"hasHeaders":false,"source":"project"}""", "of what is absent only a key stays, where it goes to the same host");

        await using var db = await fixture.Bridge.DbAsync();
        var row = await db.ProjectAi.SingleAsync();
        (row.ApiKey + row.Headers).Should().NotContain(Key).And.NotContain("planted-header-value");
    }

    [Fact]
    public async Task A_key_stays_only_while_provider_and_destination_do()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        async Task<bool> HasKeyAsync(object body) => (await user.ConfigureAsync(body)).GetProperty("hasApiKey").GetBoolean();

        (await HasKeyAsync(new { provider = "openai", apiKey = Key, baseUrl = fixture.Own.Address })).Should().BeTrue();
        (await HasKeyAsync(new { provider = "openai", model = "x", baseUrl = fixture.Own.Address })).Should().BeTrue();
        (await HasKeyAsync(new { provider = "custom", baseUrl = fixture.Own.Address })).Should().BeFalse("another type sends it in another form");
        (await HasKeyAsync(new { provider = "openai", apiKey = Key, baseUrl = fixture.Own.Address })).Should().BeTrue();
        (await HasKeyAsync(new { provider = "openai", baseUrl = fixture.Server.Address })).Should().BeFalse("it was given for another host");
        (await HasKeyAsync(new { provider = "openai", apiKey = Key, baseUrl = fixture.Own.Address })).Should().BeTrue();
        (await HasKeyAsync(new { provider = "openai", apiKey = (string?)null, baseUrl = fixture.Own.Address })).Should().BeFalse("null takes it away");
    }

    [Fact]
    public async Task Where_the_network_is_closed_a_projects_address_is_guarded()
    {
        await using var fixture = await ChatFixture.StartAsync(new { Network = new { } });
        var user = await fixture.ProjectAsync("alpha");

        (await user.Api.FaultsAsync(HttpMethod.Put, ChatUser.Config, new { provider = "openai", apiKey = Key, baseUrl = fixture.Own.Address })).Should().Equal("baseUrl");
        (await user.Api.FaultsAsync(HttpMethod.Put, ChatUser.Config, new { provider = "ollama", apiKey = Key })).Should().Equal("baseUrl");
    }

    [Fact]
    public async Task Clearing_goes_back_to_the_default_at_once_and_twice_is_no_fault()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        await user.ConfigureOwnAsync("openai", Key);

        await user.Api.CallAsync(HttpMethod.Delete, ChatUser.Config, status: HttpStatusCode.NoContent);
        (await user.Api.GetAsync(ChatUser.Config)).GetProperty("source").GetString().Should().Be("server");
        await user.Api.CallAsync(HttpMethod.Delete, ChatUser.Config, status: HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Two_who_edit_the_same_do_not_overwrite_each_other()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        await ManagementClient.ProblemAsync(await user.Api.SendAsync(HttpMethod.Put, ChatUser.Config, new { provider = "lab" }, "\"1\""), HttpStatusCode.PreconditionFailed, "precondition_failed");
        using var made = await user.Api.SendAsync(HttpMethod.Put, ChatUser.Config, new { provider = "lab" });
        var tag = made.Headers.ETag!.ToString();

        (await user.Api.SendAsync(HttpMethod.Put, ChatUser.Config, new { provider = "lab", model = "first" }, tag)).StatusCode.Should().Be(HttpStatusCode.OK);
        await ManagementClient.ProblemAsync(await user.Api.SendAsync(HttpMethod.Put, ChatUser.Config, new { provider = "lab", model = "second" }, tag), HttpStatusCode.PreconditionFailed, "precondition_failed");
        await ManagementClient.ProblemAsync(await user.Api.SendAsync(HttpMethod.Delete, ChatUser.Config, ifMatch: tag), HttpStatusCode.PreconditionFailed, "precondition_failed");
    }

    [Fact]
    public async Task The_audit_log_says_what_changed_and_no_secret()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        await user.ConfigureOwnAsync("openai", Key);
        await user.ConfigureOwnAsync("openai", Key, "other-model");
        await user.ConfigureOwnAsync("openai", "sk-own-planted-key-000000000002", "other-model");
        await user.Api.CallAsync(HttpMethod.Delete, ChatUser.Config, status: HttpStatusCode.NoContent);

        var log = (await fixture.Bridge.Admin.GetAsync($"/api/v1/audit?projectId={user.ProjectId}")).GetProperty("items");

        log.EnumerateArray().Select(row => $"{row.GetProperty("operation")} {row.GetProperty("action")} {row.GetProperty("resource")} {Fields(row)}").Should().Equal(
            "clearAiConfig ai:WriteConfig ai/config ",
            "setAiConfig ai:WriteConfig ai/config apiKey",
            "setAiConfig ai:WriteConfig ai/config model",
            "setAiConfig ai:WriteConfig ai/config provider,model,baseUrl,apiKey");
        log.GetRawText().Should().NotContain("planted-key");
    }

    [Fact]
    public async Task It_goes_with_its_project_and_its_secrets_are_encrypted_anew_with_the_others()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        await user.ConfigureOwnAsync("openai", Key);
        await using var db = await fixture.Bridge.DbAsync();
        var before = (await db.ProjectAi.AsNoTracking().SingleAsync()).ApiKey;

        await fixture.Bridge.Services.GetRequiredService<SecretRotation>().RotateAsync(Caller.OfCommand("secrets rotate"), default);
        (await db.ProjectAi.AsNoTracking().SingleAsync()).ApiKey.Should().NotBe(before);
        fixture.Own.Expect(Answers.Json, Traffic.ChatAnswer);
        (await user.AskAsync()).GetProperty("content").GetString().Should().Be("hi");

        await fixture.Bridge.Admin.CallAsync(HttpMethod.Delete, $"/api/v1/projects/{user.ProjectId}?force=true", status: HttpStatusCode.NoContent);
        (await db.ProjectAi.AnyAsync()).Should().BeFalse();
        fixture.Bridge.Services.GetRequiredService<ProviderRegistry>().Current.AiOf(user.ProjectId).Should().BeNull();
    }

    [Fact]
    public async Task Another_process_has_it_in_force_soon()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        await using var other = await Bridge.StartAsync(await File.ReadAllTextAsync(Path.Combine(fixture.Bridge.Folder, "config", "aibridge.json")), fixture.Bridge.Folder);
        var changed = other.Services.GetRequiredService<StoredAi>();

        await user.ConfigureOwnAsync("openai", Key);
        await changed.ReloadIfChangedAsync(default);

        (await other.As(user.Token).GetAsync(ChatUser.Config)).GetProperty("model").GetString().Should().Be("own-model");
    }

    [Theory]
    [InlineData("""{"Provider":"openai"}""", "openai", true)]
    [InlineData("""{"Provider":"gateway"}""", "gateway", false)]
    [InlineData("""{"Provider":"custom"}""", "custom", false)]
    public async Task The_server_names_a_provider_or_its_type(string ai, string provider, bool hasKey)
    {
        await using var fixture = await ChatFixture.StartAsync(new { Ai = JsonSerializer.Deserialize<JsonElement>(ai) });
        var config = await (await fixture.ProjectAsync("alpha")).Api.GetAsync(ChatUser.Config);

        (config.GetProperty("provider").GetString(), config.GetProperty("hasApiKey").GetBoolean()).Should().Be((provider, hasKey));
    }

    [Fact]
    public async Task The_variable_names_the_servers_provider()
    {
        await using var fixture = await ChatFixture.StartAsync(environment: new Dictionary<string, string> { ["AI_PROVIDER"] = "openai" });

        (await (await fixture.ProjectAsync("alpha")).Api.GetAsync(ChatUser.Config)).GetProperty("provider").GetString().Should().Be("openai");
    }

    [Fact]
    public async Task Of_a_server_where_nobody_can_be_asked_the_provider_is_null()
    {
        await using var bridge = await Bridge.StartAsync("""{"Providers":[{"Type":"anthropic","Keys":["env:NONE"]},{"Type":"copilot"}]}""");
        var token = await bridge.TokenAsync("prj_default", "ai:*");

        (await bridge.As(token).GetAsync(ChatUser.Config)).GetProperty("provider").ValueKind.Should().Be(JsonValueKind.Null);
        var problem = await ManagementClient.ProblemAsync(
            await bridge.As(token).SendAsync(HttpMethod.Post, ChatUser.ChatPath, new { messages = new[] { new { role = "user", content = "hi" } }, model = "m" }), HttpStatusCode.BadGateway, "no_upstream_credential");
        problem.GetRawText().Should().Contain("has a credential");
    }

    private static string Fields(JsonElement row) => row.GetProperty("changes").ValueKind == JsonValueKind.Array
        ? string.Join(',', row.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("field").GetString()))
        : "";
}
