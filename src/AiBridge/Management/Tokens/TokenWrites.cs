using AiBridge.Management.Audit;
using AiBridge.Management.Bodies;
using AiBridge.Management.Projects;
using AiBridge.Projects;
using AiBridge.Storage;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Management.Tokens;

/// <summary>Makes and revokes tokens, each with its audit entry in one transaction; in force before the answer.</summary>
internal sealed class TokenWrites(IDbContextFactory<BridgeDb> contexts, TokenDirectory directory, TimeProvider clock)
{
    private static readonly string[] Usual = [PermissionNames.InvokeBridge, PermissionNames.ReadInterceptions];

    public async Task<Created<IssuedTokenDto>> CreateAsync(string id, HttpContext context, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var project = await ProjectEndpoints.LoadAsync(db, id, context, cancellation);
        var audit = context.Audit();
        audit.ProjectId = project.Id;
        var body = await JsonBody.ReadAsync(context.Request, cancellation);
        var issued = TokenIssuer.Make(Read(body, project.Id, context), clock.GetUtcNow());
        db.Tokens.Add(issued.Row);
        audit.Resource = TokenAudit.ResourceOf(issued.Row);
        TokenAudit.AddCreated(audit.Changes, issued.Row);
        await audit.SaveAsync(db, StatusCodes.Status201Created, taken: null, cancellation);
        await directory.ReloadAsync(CancellationToken.None);
        return TypedResults.Created($"{context.Request.PathBase}/api/v1/{audit.Resource}", new IssuedTokenDto(issued.Row, issued.Secret.Reveal()));
    }

    public async Task<NoContent> RevokeAsync(string id, string tokenId, HttpContext context, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var project = await ProjectEndpoints.LoadAsync(db, id, context, cancellation);
        context.Audit().ProjectId = project.Id;
        var row = await db.Tokens.SingleOrDefaultAsync(token => token.Id == tokenId && token.ProjectId == project.Id && token.RevokedAt == null, cancellation)
            ?? throw RefusedException.NotFound($"The project has no live token {tokenId}.");
        if (row.ServerScope && !Caller(context).ServerScope)
            throw RefusedException.LackingServerScope(PermissionNames.DeleteTokens);
        row.RevokedAt = clock.GetUtcNow().ToUnixTimeMilliseconds();
        TokenAudit.AddRevoked(context.Audit().Changes, row);
        await context.Audit().SaveAsync(db, StatusCodes.Status204NoContent, taken: null, cancellation);
        await directory.ReloadAsync(CancellationToken.None);
        return TypedResults.NoContent();
    }

    private NewToken Read(BodyFields body, string projectId, HttpContext context)
    {
        var wanted = new NewToken(
            projectId,
            body.RequiredText("name", 64),
            body.Texts("permissions", 64, 64) ?? Usual,
            body.Text("actorName", 128),
            body.Switch("serverScope") ?? false,
            body.Time("expiresAt"));
        if (wanted.Permissions.Count == 0)
            body.Fault("permissions", "must not be empty");
        foreach (var pattern in wanted.Permissions.Where(pattern => !PermissionPattern.IsGood(pattern)))
            body.Fault("permissions", $"must be permissions there are, service:* or *; number {wanted.Permissions.ToList().IndexOf(pattern) + 1} is none");
        if (wanted.ExpiresAt <= clock.GetUtcNow())
            body.Fault("expiresAt", "must lie in the future");
        body.Finish();
        return Granted(wanted, Caller(context));
    }

    /// <exception cref="RefusedException">403: the caller would grant more than it has.</exception>
    private static NewToken Granted(NewToken wanted, BridgeToken caller)
    {
        if (wanted.Permissions.FirstOrDefault(pattern => !caller.Allows(pattern)) is { } lacking)
            throw RefusedException.Lacking(lacking);
        if (wanted.ServerScope && !caller.ServerScope)
            throw RefusedException.LackingServerScope(PermissionNames.WriteTokens);
        if (wanted.ServerScope && !caller.Allows(PermissionNames.Everything))
            throw RefusedException.Lacking(PermissionNames.Everything);
        return wanted with { Permissions = [.. wanted.Permissions.Distinct()] };
    }

    private static BridgeToken Caller(HttpContext context) => context.Features.GetRequiredFeature<BridgeToken>();
}
