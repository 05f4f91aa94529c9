using System.Text.Json.Nodes;
using AiBridge.Management.Access;
using AiBridge.Management.Audit;
using AiBridge.Management.Bodies;
using AiBridge.Projects;
using AiBridge.Projects.Audit;
using AiBridge.Projects.Changes;
using AiBridge.Providers;
using AiBridge.Providers.Addresses;
using AiBridge.Secrets;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Management.AiProviders;

/// <summary>Changes of a project's providers: checked, stored with their audit entry in one transaction, in force before the answer.</summary>
internal sealed class AiProviderWrites(
    IDbContextFactory<BridgeDb> contexts,
    ProviderRegistry registry,
    StoredProviders stored,
    SecretVault vault,
    AddressGuard guard,
    TimeProvider clock)
{
    public async Task<Created<AiProviderDto>> CreateAsync(HttpContext context, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(context.Request, cancellation);
        var project = context.Caller().ActingProject(body.Text("projectId", 64));
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (!await db.Projects.AnyAsync(row => row.Id == project, cancellation))
            throw RefusedException.NotFound($"There is no project {project}.");
        // Not before: what is no project's id may be anything, and stays out of the log.
        context.Audit().ProjectId = project;
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var row = new AiProviderRow
        {
            Id = TokenFormat.NewId("aip_"),
            ProjectId = project,
            Name = body.RequiredText("name", 64),
            Slug = "",
            Provider = body.RequiredText("provider", 32),
            DefaultModel = "",
            CreatedAt = now,
            UpdatedAt = now,
        };
        AiProviderDraft.Apply(body, row, isNew: true);
        if (!body.Has("slug") || body.IsNull("slug"))
            row.Slug = AiProviderSlug.Of(row.Name);
        await CheckAsync(db, body, row, before: null, cancellation);
        db.AiProviders.Add(row);
        WriteAudit(context.Audit(), null, row);
        await SaveAsync(db, row, context, StatusCodes.Status201Created, cancellation);
        return TypedResults.Created($"{context.Request.PathBase}/api/v1/ai-providers/{row.Id}", new AiProviderDto(row, registry));
    }

    public async Task<Ok<AiProviderDto>> UpdateAsync(string id, HttpContext context, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await AiProviderEndpoints.LoadAsync(db, id, context, cancellation);
        context.Audit().ProjectId = row.ProjectId;
        EntityTag.Demand(context.Request, row.Version);
        var body = await JsonBody.ReadAsync(context.Request, cancellation);
        var before = registry.Find(row.ProjectId, row.Slug);
        AiProviderDraft.Apply(body, row, isNew: false);
        await CheckAsync(db, body, row, before?.StoredId == row.Id ? before : null, cancellation);
        row.UpdatedAt = clock.GetUtcNow().ToUnixTimeMilliseconds();
        row.Version++;
        WriteAudit(context.Audit(), (AiProviderRow)db.Entry(row).OriginalValues.ToObject(), row);
        await SaveAsync(db, row, context, StatusCodes.Status200OK, cancellation);
        return TypedResults.Ok(new AiProviderDto(row, registry));
    }

    public async Task<NoContent> DeleteAsync(string id, HttpContext context, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await AiProviderEndpoints.LoadAsync(db, id, context, cancellation);
        context.Audit().ProjectId = row.ProjectId;
        EntityTag.Demand(context.Request, row.Version);
        db.AiProviders.Remove(row);
        await SaveAsync(db, row, context, StatusCodes.Status204NoContent, cancellation);
        return TypedResults.NoContent();
    }

    private async Task CheckAsync(BridgeDb db, BodyFields body, AiProviderRow row, ProviderInstance? before, CancellationToken cancellation)
    {
        var secret = row.SecretId is null
            ? null
            : await db.Secrets.AsNoTracking().SingleOrDefaultAsync(known => known.Id == row.SecretId && known.ProjectId == row.ProjectId, cancellation);
        var after = AiProviderDraft.Check(body, row, secret, ServerWide(db, row), vault);
        AiProviderDraft.CheckMove(body, row, after);
        if (after is { Guarded: true } && after.BaseUrl != before?.BaseUrl && await guard.ProblemAsync(after.BaseUrl, cancellation) is { } problem)
            body.Fault("baseUrl", problem);
        if (after?.OAuth is { Guarded: true } client && client.TokenUrl != before?.OAuth?.TokenUrl && await guard.ProblemAsync(client.TokenUrl, cancellation) is { } tokenProblem)
            body.Fault("config.oauth.tokenUrl", tokenProblem);
        body.Finish();
        row.SecretDestination = row.SecretId is null ? null : after?.Destination;
        if (await db.AiProviders.AnyAsync(other => other.ProjectId == row.ProjectId && other.Slug == row.Slug && other.Id != row.Id, cancellation))
            throw Taken(row);
    }

    /// <summary>What it stands before. One of another type that came later is none: it stays to be changed as long as its name and type do not.</summary>
    private ProviderInstance? ServerWide(BridgeDb db, AiProviderRow row)
    {
        var entry = db.Entry(row);
        var isNamedAnew = entry.State == EntityState.Detached || entry.Property(known => known.Slug).IsModified || entry.Property(known => known.Provider).IsModified;
        return registry.Find(row.Slug) is { } found && (isNamedAnew || found.Type.Name == row.Provider) ? found : null;
    }

    private async Task SaveAsync(BridgeDb db, AiProviderRow row, HttpContext context, int status, CancellationToken cancellation)
    {
        var audit = context.Audit();
        audit.Resource = $"ai-providers/{row.Id}";
        await audit.SaveAsync(db, status, Taken(row), cancellation);

        // What is stored takes force even if the caller has left.
        await stored.ReloadAsync(CancellationToken.None);
        if (status != StatusCodes.Status204NoContent)
            EntityTag.Set(context.Response, row.Version);
    }

    private static void WriteAudit(AuditEntry audit, AiProviderRow? before, AiProviderRow after)
    {
        audit.Changes.Add("name", before?.Name, after.Name);
        audit.Changes.Add("provider", before?.Provider, after.Provider);
        audit.Changes.Add("slug", before?.Slug, after.Slug);
        audit.Changes.Add("defaultModel", before?.DefaultModel, after.DefaultModel);
        audit.Changes.Add("baseUrl", before?.BaseUrl, after.BaseUrl);
        audit.Changes.Add("secretId", before?.SecretId, after.SecretId);
        audit.Changes.Add("config", Config(before), Config(after));
    }

    private static JsonNode? Config(AiProviderRow? row) => row?.Config is { } config ? JsonNode.Parse(config) : null;

    private static RefusedException Taken(AiProviderRow row) =>
        RefusedException.Conflict("ai_provider_exists", $"The project has a provider with the slug {row.Slug} already.");
}
