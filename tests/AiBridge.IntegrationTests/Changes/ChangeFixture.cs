using System.Text.Json.Nodes;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Providers;
using AiBridge.Providers.Changes;
using AiBridge.Providers.SecretStore;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Changes;

/// <summary>A server whose rooms are asked directly, as a tool or a command would, with a project of somebody else in it.</summary>
public sealed class ChangeFixture : IAsyncLifetime
{
    private int _made;

    internal Bridge Bridge { get; private set; } = null!;

    internal string OtherProject { get; private set; } = "";

    internal static Caller Administrator { get; } = Caller("prj_default", serverScope: true, PermissionNames.Everything);

    public async Task InitializeAsync()
    {
        Bridge = await Bridge.StartAsync("""{"Network":{"AllowPrivateNetwork":true}}""", clock: new JumpingClock());
        OtherProject = await Bridge.ProjectAsync("other");
    }

    public Task DisposeAsync() => Bridge.DisposeAsync().AsTask();

    internal static Caller Caller(string project, bool serverScope, params string[] permissions) =>
        new(new BridgeToken("tok_caller", project, "caller", null, permissions, serverScope, ExpiresAt: null));

    internal T Get<T>()
        where T : notnull => Bridge.Services.GetRequiredService<T>();

    /// <summary>A project with one of everything.</summary>
    internal async Task<Things> MakeThingsAsync()
    {
        var number = ++_made;
        var project = (await Get<ProjectChanges>().CreateAsync(Administrator, new() { ["name"] = $"project {number}" }, default)).Value.Id;
        var token = await Get<TokenChanges>().CreateAsync(Administrator, project, new() { ["name"] = "laptop" }, default);
        var secret = await Get<SecretChanges>().CreateAsync(Administrator, new() { ["name"] = "key", ["value"] = $"sk-of-project-{number:0000000}", ["projectId"] = project }, default);
        var provider = await Get<ProviderChanges>().CreateAsync(Administrator, Provider($"server-{number}"), default);
        var ofProject = await Get<AiProviderChanges>().CreateAsync(Administrator, ProviderOf(project, $"project-{number}"), default);
        await Get<AiConfigChanges>().SetAsync(Administrator, project, ExpectedVersion.None, AiOf("m"), default);
        return new Things(number, project, token.Id, secret.Value.Id, provider.Value.Name, ofProject.Value.Id);
    }

    internal static JsonObject Provider(string name) => new() { ["name"] = name, ["type"] = "custom", ["baseUrl"] = "http://127.0.0.1:9/v1", ["auth"] = "none" };

    internal static JsonObject AiOf(string model) => new() { ["provider"] = "custom", ["baseUrl"] = "http://127.0.0.1:9/v1", ["model"] = model };

    internal static JsonObject ProviderOf(string project, string name) => new()
    {
        ["name"] = name,
        ["projectId"] = project,
        ["provider"] = "custom",
        ["baseUrl"] = "http://127.0.0.1:9/v1",
        ["defaultModel"] = "m",
        ["config"] = new JsonObject { ["auth"] = "none" },
    };

    /// <summary>Everything that could have changed, as text.</summary>
    internal async Task<string> StateAsync()
    {
        await using var db = await Get<IDbContextFactory<BridgeDb>>().CreateDbContextAsync();
        string[] rows =
        [
            .. (await db.Projects.AsNoTracking().ToListAsync()).Select(row => $"{row.Id} {row.Name} {row.Version}"),
            .. (await db.Tokens.AsNoTracking().ToListAsync()).Select(row => $"{row.Id} {row.RevokedAt} {row.Permissions}"),
            .. (await db.Secrets.AsNoTracking().ToListAsync()).Select(row => $"{row.Id} {row.Name} {row.Protected} {row.Version}"),
            .. (await db.Providers.AsNoTracking().ToListAsync()).Select(row => $"{row.Id} {row.Name} {row.Settings} {row.Version}"),
            .. (await db.ProjectAi.AsNoTracking().ToListAsync()).Select(row => $"{row.ProjectId} {row.Model} {row.Version}"),
            .. (await db.AiProviders.AsNoTracking().ToListAsync()).Select(row => $"{row.Id} {row.Slug} {row.Config} {row.Version}"),
        ];
        return string.Join('\n', rows.Order(StringComparer.Ordinal));
    }

    /// <summary>What the audit log says of what was done since it had so many entries.</summary>
    internal async Task<IReadOnlyList<AuditRow>> AuditAsync(int since)
    {
        await using var db = await Get<IDbContextFactory<BridgeDb>>().CreateDbContextAsync();
        return await db.AuditEntries.AsNoTracking().OrderBy(row => row.Id).Skip(since).ToListAsync();
    }

    internal async Task<int> AuditedAsync()
    {
        await using var db = await Get<IDbContextFactory<BridgeDb>>().CreateDbContextAsync();
        return await db.AuditEntries.CountAsync();
    }

    /// <summary>Whether a snapshot is older than the store, as another process's change would leave it.</summary>
    internal async Task<bool> IsBehindAsync() =>
        await Get<TokenDirectory>().ReloadIfChangedAsync(default) | await Get<StoredProviders>().ReloadIfChangedAsync(default) | await Get<StoredAi>().ReloadIfChangedAsync(default);

    internal sealed record Things(int Number, string Project, string Token, string Secret, string Provider, string AiProvider);
}
