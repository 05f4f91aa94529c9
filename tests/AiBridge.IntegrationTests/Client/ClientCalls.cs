using System.Text.Json.Nodes;
using AiBridge.Client;
using AiBridge.Contracts;
using AiBridge.Contracts.Ai;
using AiBridge.Contracts.Audit;
using AiBridge.Contracts.Projects;
using AiBridge.Contracts.Providers;
using AiBridge.Contracts.Records;
using AiBridge.Contracts.Secrets;
using AiBridge.Projects;

namespace AiBridge.IntegrationTests.Client;

/// <summary>
/// Every method of the client, once used as it is meant. What a call needs is made beforehand by the administrator; the first that the given client
/// does is the method itself, so that another client is refused by it.
/// </summary>
internal static class ClientCalls
{
    private const string Default = ProjectStore.DefaultId;

    private static int _made;

    /// <summary>By group and method.</summary>
    public static IReadOnlyDictionary<string, Func<AiBridgeClient, ClientFixture, Task>> All { get; } = new[] { Records, Providers, Tenants, Ai }.SelectMany(calls => calls).ToDictionary(call => call.Key, call => call.Value);

    /// <summary>Those that any valid token may make.</summary>
    public static IReadOnlyList<string> OfAnyToken { get; } = ["Client.DiscoverAsync", "Providers.TypesAsync"];

    private static Dictionary<string, Func<AiBridgeClient, ClientFixture, Task>> Records => new()
    {
        ["Interceptions.ListAsync"] = async (client, it) => (await client.Interceptions.ListAsync(new InterceptionFilter { SessionId = "s/1" }).ToListAsync()).Should().ContainSingle().Which.Id.Should().Be(it.Recorded.Id),
        ["Interceptions.PageAsync"] = async (client, _) => (await client.Interceptions.PageAsync(new InterceptionFilter { Limit = "1" })).Items.Should().ContainSingle(),
        ["Interceptions.GetAsync"] = async (client, it) => (await client.Interceptions.GetAsync(it.Recorded.Id)).Model.Should().Be("claude-a"),
        ["Interceptions.LiveAsync"] = async (client, it) =>
        {
            // The end of a call that began before may come first.
            var opened = client.Interceptions.LiveAsync(new LiveFilter { ProviderName = "anthropic" }).OfType<LiveOpened>().FirstAsync().AsTask();
            while (!opened.IsCompleted)
                (await it.Bridge.AskAsync("anthropic", it.Bridge.AdminToken)).Dispose();
            (await opened).Interception.Status.Should().Be("in_progress");
        },
        ["Sessions.ListAsync"] = async (client, _) => (await client.Sessions.ListAsync().ToListAsync()).Select(session => session.SessionId).Should().Contain("s/1"),
        ["Sessions.PageAsync"] = async (client, _) => (await client.Sessions.PageAsync(new SessionFilter { Limit = "1", ProjectId = Default })).Items.Should().ContainSingle(),
        ["Sessions.GetAsync"] = async (client, it) => (await client.Sessions.GetAsync("s/1", new SessionQuery { ProjectId = Default })).Items.Should().ContainSingle().Which.Id.Should().Be(it.Recorded.Id),
        ["Sessions.InterceptionsAsync"] = async (client, it) => (await client.Sessions.InterceptionsAsync("s/1").ToListAsync()).Should().ContainSingle().Which.Id.Should().Be(it.Recorded.Id),
        ["Usage.GetAsync"] = async (client, _) => (await client.Usage.GetAsync(new UsageFilter { GroupBy = "model,day" })).Items.Should().Contain(item => item.Group["model"] == "claude-a"),
        ["Audit.ListAsync"] = async (client, it) => (await client.Audit.ListAsync(new AuditQuery { Resource = $"secrets/{(await SecretAsync(it)).Id}" }).ToListAsync()).Should().ContainSingle().Which.Operation.Should().Be("createSecret"),
        ["Audit.PageAsync"] = async (client, it) => (await client.Audit.PageAsync(new AuditQuery { Resource = $"secrets/{(await SecretAsync(it)).Id}" }, new CursorQuery { Limit = "1" })).Items.Should().ContainSingle(),
        ["Audit.ExportAsync"] = async (client, it) => (await client.Audit.ExportAsync(new AuditQuery { Resource = $"secrets/{(await SecretAsync(it)).Id}" }).ToListAsync()).Should().ContainSingle().Which.Result.Should().Be("succeeded"),
    };

    private static Dictionary<string, Func<AiBridgeClient, ClientFixture, Task>> Providers => new()
    {
        ["Providers.ListAsync"] = async (client, _) => (await client.Providers.ListAsync().ToListAsync()).Select(provider => provider.Name).Should().Contain(["anthropic", "openai"]),
        ["Providers.GetAsync"] = async (client, it) => (await client.Providers.GetAsync((await ProviderAsync(it)).Name, "store")).ETag.Should().Be("\"1\""),
        ["Providers.CreateAsync"] = async (client, _) =>
        {
            var made = await client.Providers.CreateAsync(new NewProviderBodyDto { Name = Name(), Type = "custom", BaseUrl = "https://llm.example.com/v1", Keys = ["sk-000000000000000000001"], Headers = new Dictionary<string, string?> { ["x-team"] = "research" } });
            made.Value.Keys.Should().ContainSingle().Which.Hint.Should().NotBeEmpty();
            made.Value.Timeouts.FirstByte.Should().Be(TimeSpan.FromSeconds(600));
        },
        ["Providers.CreateFromPresetAsync"] = async (client, _) => (await client.Providers.CreateFromPresetAsync(new PresetBodyDto { Preset = "openrouter", Name = Name(), ApiKey = "sk-000000000000000000001" })).Value.BaseUrl.Should().Contain("openrouter"),
        ["Providers.UpdateAsync"] = async (client, it) =>
        {
            var name = (await ProviderAsync(it)).Name;
            (await client.Providers.UpdateAsync(name, new JsonObject { ["displayName"] = "Lab", ["maxRetries"] = null }, "\"1\"", "store")).ETag.Should().Be("\"2\"");
        },
        ["Providers.DeleteAsync"] = async (client, it) => await client.Providers.DeleteAsync((await ProviderAsync(it)).Name, "\"1\"", "store"),
        ["Providers.TestAsync"] = async (client, _) => (await client.Providers.TestAsync("anthropic")).Success.Should().BeTrue(),
        ["Providers.ModelsAsync"] = async (client, _) => (await client.Providers.ModelsAsync("anthropic")).Items.Should().ContainSingle().Which.Id.Should().Be("m-1"),
        ["Providers.HealthAsync"] = async (client, _) => (await client.Providers.HealthAsync("anthropic")).Keys.Should().ContainSingle().Which.State.Should().Be("valid"),
        ["Providers.PresetsAsync"] = async (client, _) => (await client.Providers.PresetsAsync().ToListAsync()).Select(preset => preset.Preset).Should().Contain("openrouter"),
        ["Providers.TypesAsync"] = async (client, _) => (await client.Providers.TypesAsync()).Settings.Should().Contain(setting => setting.Name == "timeouts.connectSeconds"),
        ["AiProviders.ListAsync"] = async (client, it) =>
        {
            var made = await AiProviderAsync(it);
            (await client.AiProviders.ListAsync(new PageQuery { ProjectId = Default, Limit = "2" }).ToListAsync()).Select(provider => provider.Id).Should().Contain(made.Id);
        },
        ["AiProviders.GetAsync"] = async (client, it) => (await client.AiProviders.GetAsync((await AiProviderAsync(it)).Id)).ETag.Should().NotBeNull(),
        ["AiProviders.CreateAsync"] = async (client, _) => (await client.AiProviders.CreateAsync(new AiProviderBodyDto { Name = Name(), Provider = "custom", BaseUrl = "https://llm.example.com/v1", Config = new JsonObject { ["auth"] = "none" } })).Value.Config!["auth"]!.GetValue<string>().Should().Be("none"),
        ["AiProviders.UpdateAsync"] = async (client, it) => (await client.AiProviders.UpdateAsync((await AiProviderAsync(it)).Id, new JsonObject { ["defaultModel"] = "m-2" }, "\"1\"")).Value.DefaultModel.Should().Be("m-2"),
        ["AiProviders.DeleteAsync"] = async (client, it) => await client.AiProviders.DeleteAsync((await AiProviderAsync(it)).Id, "\"1\""),
    };

    private static Dictionary<string, Func<AiBridgeClient, ClientFixture, Task>> Tenants => new()
    {
        ["Secrets.ListAsync"] = async (client, it) =>
        {
            var made = await SecretAsync(it);
            (await client.Secrets.ListAsync(new PageQuery { Limit = "1" }).ToListAsync()).Select(secret => secret.Id).Should().Contain(made.Id, "all pages are read");
        },
        ["Secrets.GetAsync"] = async (client, it) => (await client.Secrets.GetAsync((await SecretAsync(it)).Id)).Value.HasValue.Should().BeTrue(),
        ["Secrets.CreateAsync"] = async (client, _) => (await client.Secrets.CreateAsync(new SecretBodyDto { Name = Name(), Value = "sk-000000000000000000001" })).Value.ProjectId.Should().Be(Default),
        ["Secrets.CreateServerWideAsync"] = async (client, _) => (await client.Secrets.CreateServerWideAsync(Name(), "sk-000000000000000000001")).Value.ProjectId.Should().BeNull(),
        ["Secrets.UpdateAsync"] = async (client, it) => (await client.Secrets.UpdateAsync((await SecretAsync(it)).Id, new JsonObject { ["name"] = "renamed" }, "\"1\"")).Value.Name.Should().Be("renamed"),
        ["Secrets.DeleteAsync"] = async (client, it) => await client.Secrets.DeleteAsync((await SecretAsync(it)).Id, force: true, "\"1\""),
        ["Projects.ListAsync"] = async (client, _) => (await client.Projects.ListAsync().ToListAsync()).Select(project => project.Id).Should().Contain(Default),
        ["Projects.GetAsync"] = async (client, _) => (await client.Projects.GetAsync(Default)).Value.Name.Should().Be("default"),
        ["Projects.CreateAsync"] = async (client, _) => (await client.Projects.CreateAsync(new ProjectBodyDto { Name = Name() })).Value.Id.Should().StartWith("prj_"),
        ["Projects.UpdateAsync"] = async (client, it) =>
        {
            var (id, name) = ((await ProjectAsync(it)).Id, Name());
            (await client.Projects.UpdateAsync(id, new ProjectBodyDto { Name = name }, "\"1\"")).Value.Name.Should().Be(name);
        },
        ["Projects.DeleteAsync"] = async (client, it) => await client.Projects.DeleteAsync((await ProjectAsync(it)).Id, force: true, "\"1\""),
        ["Tokens.ListAsync"] = async (client, _) => (await client.Tokens.ListAsync(Default).ToListAsync()).Should().Contain(token => token.ServerScope),
        ["Tokens.CreateAsync"] = async (client, _) => (await client.Tokens.CreateAsync(Default, new TokenBodyDto { Name = "laptop", Permissions = ["bridge:Invoke"], ExpiresAt = DateTimeOffset.UtcNow.AddDays(1) })).Token.Should().StartWith("aib_"),
        ["Tokens.UpdateAsync"] = async (client, it) => (await client.Tokens.UpdateAsync(Default, (await TokenAsync(it)).Id, new JsonObject { ["permissions"] = new JsonArray("bridge:Invoke") }, cascade: true)).Permissions.Should().Equal("bridge:Invoke"),
        ["Tokens.RevokeAsync"] = async (client, it) =>
        {
            var token = await TokenAsync(it);
            await client.Tokens.RevokeAsync(Default, token.Id, cascade: true);
            (await client.Tokens.ListAsync(Default).SingleAsync(listed => listed.Id == token.Id)).RevokedAt.Should().NotBeNull();
        },
    };

    private static Dictionary<string, Func<AiBridgeClient, ClientFixture, Task>> Ai => new()
    {
        ["Client.DiscoverAsync"] = async (client, _) => (await client.DiscoverAsync()).BaseUrls.Should().ContainKey("anthropic"),
        ["Ai.GetConfigAsync"] = async (client, _) => (await client.Ai.GetConfigAsync()).Value.Source.Should().BeOneOf("server", "project"),
        ["Ai.SetConfigAsync"] = async (client, _) => (await client.Ai.SetConfigAsync(new AiConfigBodyDto { Provider = "anthropic", Model = "claude-b", MaxTokens = 77 }, removeApiKey: true)).Value.MaxTokens.Should().Be(77),
        ["Ai.ClearConfigAsync"] = async (client, _) =>
        {
            await client.Ai.ClearConfigAsync();
            (await client.Ai.GetConfigAsync()).Value.Source.Should().Be("server");
        },
        ["Ai.ChatAsync"] = async (client, _) => (await client.Ai.ChatAsync(Question())).Content.Should().Be("hi"),
        ["Ai.StreamAsync"] = async (client, _) =>
        {
            var parts = await client.Ai.StreamAsync(Question()).ToListAsync();
            string.Concat(parts.OfType<ChatDelta>().Select(delta => delta.Text)).Should().Be("héllo 👋");
            parts[^1].Should().BeOfType<ChatDone>().Which.FinishReason.Should().Be(ChatFinishReasons.Stop);
        },
        ["Ai.StatsAsync"] = async (client, _) => (await client.Ai.StatsAsync()).ByModel.Should().Contain(model => model.Model == "claude-a"),
    };

    private static ChatRequestDto Question() => new() { Messages = [new ChatMessageDto("user", "hello")], Model = "claude-test" };

    private static string Name() => $"made-{Interlocked.Increment(ref _made)}";

    private static async Task<SecretDto> SecretAsync(ClientFixture it) => await it.Admin.Secrets.CreateAsync(new SecretBodyDto { Name = Name(), Value = "sk-000000000000000000001" });

    private static async Task<ProjectDto> ProjectAsync(ClientFixture it) => await it.Admin.Projects.CreateAsync(new ProjectBodyDto { Name = Name() });

    private static Task<IssuedTokenDto> TokenAsync(ClientFixture it) => it.Admin.Tokens.CreateAsync(Default, new TokenBodyDto { Name = Name() });

    private static async Task<ProviderDto> ProviderAsync(ClientFixture it) => await it.Admin.Providers.CreateAsync(new NewProviderBodyDto { Name = Name(), Type = "custom", BaseUrl = "https://llm.example.com/v1" });

    private static async Task<AiProviderDto> AiProviderAsync(ClientFixture it) =>
        await it.Admin.AiProviders.CreateAsync(new AiProviderBodyDto { Name = Name(), Provider = "custom", BaseUrl = "https://llm.example.com/v1", Config = new JsonObject { ["auth"] = "none" } });
}
