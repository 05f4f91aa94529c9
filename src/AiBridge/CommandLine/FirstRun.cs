using System.Text.Json.Nodes;
using AiBridge.Configuration;
using AiBridge.Projects;
using AiBridge.Secrets;
using AiBridge.Storage;

namespace AiBridge.CommandLine;

/// <summary>
/// Makes the first tokens before the server listens, and prints them once it does, with lines ready to paste. They go to
/// the console alone, never through the log.
/// </summary>
internal sealed class FirstRun(FirstTokens tokens, TokenChanges changes, IEnumerable<StoreSnapshot> snapshots, HostInputs inputs, IServiceProvider services)
    : IHostedLifecycleService
{
    private FirstTokensMade? _made;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _made = await tokens.EnsureAsync(inputs.Environment.GetValueOrDefault(FirstTokens.AdminVariable), cancellationToken);
        // The default project counts as a change of providers too, and it is not another process's.
        foreach (var snapshot in snapshots.Where(snapshot => snapshot.IsLoaded))
            await snapshot.ReloadIfChangedAsync(cancellationToken);
    }

    /// <summary>The server listens. Not before is a demo's token replaced: where another demo has the port, that one goes on with it.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var made = _made!;
        _made = null;
        // The demo is played over and over on one store; nobody keeps its token.
        Print(made.Admin?.Secret, made.Project?.Secret ?? (inputs.Demo ? await DemoTokenAsync(cancellationToken) : null));
    }

    /// <summary>A server that could not listen has made its tokens all the same, and the next start makes none.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        if (_made is { } unseen)
            ShowTokens(unseen.Admin?.Secret, unseen.Project?.Secret);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<Secret> DemoTokenAsync(CancellationToken cancellationToken)
    {
        const string Name = "demo";
        var known = await services.GetRequiredService<ProjectStore>().ListTokensAsync(ProjectStore.DefaultId, cancellationToken);
        foreach (var old in known.Where(row => row.Name == Name && row.RevokedAt is null))
            await changes.RevokeAsync(Caller.OfCommand("--demo"), ProjectStore.DefaultId, old.Id, cascade: false, cancellationToken);
        return new Secret((await changes.CreateAsync(Caller.OfCommand("--demo"), ProjectStore.DefaultId, new JsonObject { ["name"] = Name, ["permissions"] = new JsonArray([.. FirstTokens.ProjectPermissions.Select(permission => JsonValue.Create(permission))]) }, cancellationToken)).Token);
    }

    private void Print(Secret? admin, Secret? project)
    {
        var address = services.GetRequiredService<ServerAddress>().Base;
        inputs.Output.WriteLine($"AiBridge listens on {address}");
        if (admin is not null)
            inputs.Output.WriteLine();
        ShowTokens(admin, project);
        if (project is null)
            return;
        var token = project.Reveal();
        inputs.Output.WriteLine($"""

            Claude Code:
              export ANTHROPIC_BASE_URL={address}/anthropic ANTHROPIC_AUTH_TOKEN={token}
              claude

            Codex:
              export AIBRIDGE_TOKEN={token}
              codex -c model_provider=aibridge -c model_providers.aibridge.name=AiBridge \
                -c model_providers.aibridge.base_url={address}/openai/v1 \
                -c model_providers.aibridge.env_key=AIBRIDGE_TOKEN -c model_providers.aibridge.wire_api=responses

            """);
    }

    private void ShowTokens(Secret? admin, Secret? project)
    {
        if (admin is not null)
            inputs.Output.WriteLine($"Administrator token (shown once): {admin.Reveal()}");
        if (project is not null)
            inputs.Output.WriteLine($"Project token (shown once): {project.Reveal()}");
    }
}
