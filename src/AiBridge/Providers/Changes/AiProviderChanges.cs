using System.Text.Json.Nodes;
using AiBridge.Contracts.Providers;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Providers.Addresses;
using AiBridge.Providers.Queries;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Providers.Changes;

/// <summary>Makes, changes and removes projects' own providers; in force when the call returns.</summary>
internal sealed class AiProviderChanges(ChangeExecutor changes, ProviderRegistry registry, SecretVault vault, AddressGuard guard)
{
    /// <param name="caller">Acts in the project that the provider names, else in its own.</param>
    /// <param name="provider">See <see cref="AiProviderBodyDto"/>.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public async Task<Versioned<AiProviderDto>> CreateAsync(Caller caller, JsonObject provider, CancellationToken cancellation) => View(await changes.ExecuteAsync(
        new ChangeRequest(caller, AiProviderOperations.Create, "ai-providers") { Input = provider },
        async change =>
        {
            var body = change.Input;
            var project = await change.InProjectAsync(caller.ActingProject(body.Text("projectId", 64)));
            var row = new AiProviderRow
            {
                Id = TokenFormat.NewId("aip_"),
                ProjectId = project.Id,
                Name = body.RequiredText("name", 64),
                Slug = "",
                Provider = body.RequiredText("provider", 32),
                DefaultModel = "",
                CreatedAt = change.NowMs,
                UpdatedAt = change.NowMs,
            };
            AiProviderDraft.Apply(body, row, isNew: true);
            if (!body.Has("slug") || body.IsNull("slug"))
                row.Slug = AiProviderSlug.Of(row.Name);
            await CheckAsync(change, row, before: null, formerSecret: null);
            change.Add(AiProviderKind.Instance, row);
            return row;
        },
        cancellation));

    /// <param name="caller">Who changes it.</param>
    /// <param name="id"><c>aip_…</c></param>
    /// <param name="expected">The version it is meant for.</param>
    /// <param name="patch">See <see cref="AiProviderChangeBodyDto"/>.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public async Task<Versioned<AiProviderDto>> UpdateAsync(Caller caller, string id, ExpectedVersion expected, JsonObject patch, CancellationToken cancellation) => View(await changes.ExecuteAsync(
        new ChangeRequest(caller, AiProviderOperations.Update, $"ai-providers/{id}") { Expected = expected, Input = patch },
        async change =>
        {
            var row = await LoadAsync(change, id);
            var (before, formerSecret) = (registry.Find(row.ProjectId, row.Slug), row.SecretId);
            AiProviderDraft.Apply(change.Input, row, isNew: false);
            await CheckAsync(change, row, before?.StoredId == row.Id ? before : null, formerSecret);
            return row;
        },
        cancellation));

    /// <param name="caller">Who removes it.</param>
    /// <param name="id"><c>aip_…</c></param>
    /// <param name="expected">The version it is meant for.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public Task DeleteAsync(Caller caller, string id, ExpectedVersion expected, CancellationToken cancellation) => changes.ExecuteAsync(
        new ChangeRequest(caller, AiProviderOperations.Delete, $"ai-providers/{id}") { Expected = expected },
        async change =>
        {
            var row = await LoadAsync(change, id);
            change.Db.Remove(row);
            return row;
        },
        cancellation);

    private static Task<AiProviderRow> LoadAsync(PendingChange change, string id) =>
        change.LoadAsync(AiProviderKind.Instance, change.Db.AiProviders.Where(row => row.Id == id), $"There is no AI provider {id}.");

    private Versioned<AiProviderDto> View(AiProviderRow row) => AiProviderViews.Of(row, registry);

    private async Task CheckAsync(PendingChange change, AiProviderRow row, ProviderInstance? before, string? formerSecret)
    {
        var body = change.Input;
        var secret = row.SecretId is null
            ? null
            : await change.Db.Secrets.AsNoTracking().SingleOrDefaultAsync(known => known.Id == row.SecretId && known.ProjectId == row.ProjectId, change.Cancellation);
        var after = AiProviderDraft.Check(body, row, secret, ServerWide(change, row), vault);
        AiProviderDraft.CheckSecret(change, row, after, formerSecret);
        if (after is { Guarded: true } && after.BaseUrl != before?.BaseUrl && await guard.ProblemAsync(after.BaseUrl, change.Cancellation) is { } problem)
            body.Fault("baseUrl", problem);
        if (after?.OAuth is { Guarded: true } client && client.TokenUrl != before?.OAuth?.TokenUrl && await guard.ProblemAsync(client.TokenUrl, change.Cancellation) is { } tokenProblem)
            body.Fault("config.oauth.tokenUrl", tokenProblem);
        body.Finish();
        if (await change.Db.AiProviders.AnyAsync(other => other.ProjectId == row.ProjectId && other.Slug == row.Slug && other.Id != row.Id, change.Cancellation))
            throw AiProviderKind.Instance.Taken(row);
    }

    /// <summary>What it stands before. One of another type that came later is none: it stays to be changed as long as its name and type do not.</summary>
    private ProviderInstance? ServerWide(PendingChange change, AiProviderRow row)
    {
        var entry = change.Db.Entry(row);
        var isNamedAnew = entry.State == EntityState.Detached || entry.Property(known => known.Slug).IsModified || entry.Property(known => known.Provider).IsModified;
        return registry.Find(row.Slug) is { } found && (isNamedAnew || found.Type.Name == row.Provider) ? found : null;
    }
}
