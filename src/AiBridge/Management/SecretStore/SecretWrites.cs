using System.Text.Json.Nodes;
using AiBridge.Management.Audit;
using AiBridge.Management.Bodies;
using AiBridge.Projects.Audit;
using AiBridge.Projects;
using AiBridge.Providers;
using AiBridge.Providers.Stored;
using AiBridge.Secrets;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Management.SecretStore;

/// <summary>Changes of stored secrets: encrypted, stored with their audit entry in one transaction, in force with the providers that use them before the answer.</summary>
internal sealed class SecretWrites(IDbContextFactory<BridgeDb> contexts, ProviderRegistry registry, StoredProviders stored, SecretVault vault, TimeProvider clock)
{
    public const string Kind = "secrets";

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<Created<SecretDto>> CreateAsync(HttpContext context, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(context.Request, cancellation);
        var project = SecretBody.Project(body, context);
        var (name, value) = (SecretBody.Name(body), SecretBody.Value(body));
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (project is not null && !await db.Projects.AnyAsync(known => known.Id == project, cancellation))
            throw RefusedException.NotFound($"There is no project {project}.");
        // Not before: what is no project's id may be anything, and stays out of the log.
        context.Audit().ProjectId = project;
        body.Finish();
        var row = new SecretRow
        {
            Id = TokenFormat.NewId("sec_"),
            ProjectId = project,
            Name = name,
            Protected = vault.Protect(value),
            Hint = value.Hint,
            CreatedAt = Now,
            UpdatedAt = Now,
        };
        db.Secrets.Add(row);
        var audit = WriteAudit(context, row);
        audit.Changes.Add("name", null, row.Name);
        audit.Changes.Add("projectId", null, row.ProjectId);
        audit.Changes.AddSecret("value", AuditChanges.Set);
        await SaveAsync(db, context, StatusCodes.Status201Created, cancellation);
        EntityTag.Set(context.Response, row.Version);
        return TypedResults.Created($"{context.Request.PathBase}/api/v1/secrets/{row.Id}", new SecretDto(row, [], vault));
    }

    public async Task<Ok<SecretDto>> UpdateAsync(string id, HttpContext context, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await SecretEndpoints.LoadAsync(db, id, context, cancellation);
        context.Audit().ProjectId = row.ProjectId;
        EntityTag.Demand(context.Request, row.Version);
        var body = await JsonBody.ReadAsync(context.Request, cancellation);
        var name = body.Has("name") ? SecretBody.Name(body) : row.Name;
        var value = body.Has("value") ? SecretBody.Value(body) : null;
        body.Finish();
        var audit = WriteAudit(context, row);
        audit.Changes.Add("name", row.Name, name);
        if (value is not null && !value.Equals(vault.Open(row.Protected)))
            audit.Changes.AddSecret("value", AuditChanges.Changed);
        row.Name = name;
        if (value is not null)
            (row.Protected, row.Hint) = (vault.Protect(value), value.Hint);
        (row.UpdatedAt, row.Version) = (Now, row.Version + 1);
        await SaveAsync(db, context, StatusCodes.Status200OK, cancellation);
        EntityTag.Set(context.Response, row.Version);
        return TypedResults.Ok(new SecretDto(row, (await SecretUses.OfAsync(db, [id], cancellation))[id], vault));
    }

    public async Task<NoContent> DeleteAsync(string id, bool force, HttpContext context, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        // Nobody may begin to use it between the look and the removal.
        await using var transaction = await db.BeginWriteAsync(cancellation);
        var row = await SecretEndpoints.LoadAsync(db, id, context, cancellation);
        context.Audit().ProjectId = row.ProjectId;
        EntityTag.Demand(context.Request, row.Version);
        var dependents = (await SecretUses.OfAsync(db, [id], cancellation))[id].ToList();
        if (dependents.Count > 0 && !force)
            throw InUse(row, dependents, await SecretUses.FallingBackAsync(db, id, registry, cancellation));
        await SecretUses.RemoveAsync(db, id, Now, cancellation);
        db.Secrets.Remove(row);
        if (dependents.Count > 0)
            context.Audit().Changes.Add("usedBy", new JsonArray([.. dependents.Select(use => JsonValue.Create($"{use.Type} {use.Id}"))]), new JsonArray());
        await SaveAsync(db, context, StatusCodes.Status204NoContent, cancellation);
        return TypedResults.NoContent();
    }

    private async Task SaveAsync(BridgeDb db, HttpContext context, int status, CancellationToken cancellation)
    {
        await context.Audit().SaveAsync(db, status, taken: null, cancellation);
        await stored.ReloadAsync(CancellationToken.None);
    }

    private static AuditEntry WriteAudit(HttpContext context, SecretRow row)
    {
        var audit = context.Audit();
        audit.Resource = $"{Kind}/{row.Id}";
        return audit;
    }

    private static RefusedException InUse(SecretRow row, IReadOnlyList<SecretUseDto> dependents, IReadOnlyList<string> fallingBack)
    {
        var names = string.Join(", ", dependents.Select(use => $"{use.Type} {use.Name}"));
        var then = fallingBack.Count == 0 ? "" : $" On the server's credential then go on: aiProvider {string.Join(", ", fallingBack)}.";
        return new RefusedException(StatusCodes.Status409Conflict, "secret_in_use", $"The secret {row.Name} is used by {names}; force=true takes it out of them.{then}")
        {
            Details = new Dictionary<string, object?> { ["dependents"] = dependents },
        };
    }
}
