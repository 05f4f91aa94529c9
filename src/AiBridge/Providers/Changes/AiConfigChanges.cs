using System.Text.Json.Nodes;
using AiBridge.Contracts.Ai;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Providers.Addresses;
using AiBridge.Providers.Ai;
using AiBridge.Providers.Queries;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Providers.Changes;

/// <summary>Says whom the chat of a project asks; in force when the call returns.</summary>
internal sealed class AiConfigChanges(ChangeExecutor changes, ProviderRegistry registry, SecretVault vault, AddressGuard guard)
{
    /// <param name="caller">Who says it.</param>
    /// <param name="projectId">Whose chat.</param>
    /// <param name="expected">The version it is meant for.</param>
    /// <param name="config">See <see cref="AiConfigBodyDto"/>.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public async Task<Versioned<AiConfigDto>> SetAsync(Caller caller, string projectId, ExpectedVersion expected, JsonObject config, CancellationToken cancellation)
    {
        var stored = await changes.ExecuteAsync(
            new ChangeRequest(caller, AiConfigOperations.Set, ProjectAiKind.Resource) { Expected = expected, Input = config },
            change => SetAsync(change, projectId, expected),
            cancellation);
        return AiConfigQueries.View(EffectiveAi.Of(new ProjectAi(stored, vault), registry.Current));
    }

    /// <summary>Back to the server's default; nothing is wrong where it was in force all along.</summary>
    /// <param name="caller">Who says it.</param>
    /// <param name="projectId">Whose chat.</param>
    /// <param name="expected">The version it is meant for.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public Task ClearAsync(Caller caller, string projectId, ExpectedVersion expected, CancellationToken cancellation) => changes.ExecuteAsync(
        new ChangeRequest(caller, AiConfigOperations.Clear, ProjectAiKind.Resource) { Expected = expected },
        async change =>
        {
            var project = await change.InProjectAsync(projectId);
            if (await FindAsync(change, project.Id, expected) is { } row)
                change.Db.Remove(row);
            else
                change.IsOfWholeKind();
            return project;
        },
        cancellation);

    private async Task<ProjectAiRow> SetAsync(PendingChange change, string projectId, ExpectedVersion expected)
    {
        var project = await change.InProjectAsync(projectId);
        var row = await FindAsync(change, project.Id, expected);
        var isNew = row is null;
        row ??= new ProjectAiRow { ProjectId = project.Id, Provider = "", CreatedAt = change.NowMs, UpdatedAt = change.NowMs };
        var draft = new AiConfigDraft(change.Input, row, registry.Current, vault);
        var instance = draft.Apply();
        if (instance is not null && !change.Input.IsFaulted("baseUrl") && (isNew || draft.MovesTo(instance)) && await guard.ProblemAsync(instance.BaseUrl, change.Cancellation) is { } problem)
            change.Input.Fault("baseUrl", problem);
        change.Input.Finish();
        if (isNew)
            change.Add(ProjectAiKind.Instance, row);
        return row;
    }

    /// <summary>Null when nothing is stored.</summary>
    /// <exception cref="RefusedException">412: another version was read than there is, if there is one.</exception>
    private static async Task<ProjectAiRow?> FindAsync(PendingChange change, string projectId, ExpectedVersion expected)
    {
        var rows = change.Db.ProjectAi.Where(row => row.ProjectId == projectId);
        if (await rows.AnyAsync(change.Cancellation))
            return await change.LoadAsync(ProjectAiKind.Instance, rows, "There is no configuration.");
        return expected.IsNamed ? throw RefusedException.Outdated : null;
    }
}
