using AiBridge.Secrets;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Projects;

/// <summary>Makes, lists and revokes tokens; every change is in force in this process when the call returns.</summary>
internal sealed class TokenIssuer(IDbContextFactory<BridgeDb> contexts, TokenDirectory directory, TimeProvider clock)
{
    /// <summary>Makes a token; its secret is in the answer and nowhere else.</summary>
    /// <param name="wanted">The token.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    /// <param name="audit">The entry of the audit log that is stored with it; null without one.</param>
    /// <exception cref="DbUpdateException">There is no such project.</exception>
    public async Task<IssuedToken> CreateAsync(NewToken wanted, CancellationToken cancellation = default, Func<TokenRow, AuditRow>? audit = null)
    {
        var issued = Make(wanted, clock.GetUtcNow());
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        db.Tokens.Add(issued.Row);
        if (audit is not null)
            db.AuditEntries.Add(audit(issued.Row));
        await db.SaveChangesAsync(cancellation);
        await directory.ReloadAsync(cancellation);
        return issued;
    }

    /// <summary>A project's tokens, revoked ones too, oldest first.</summary>
    public async Task<IReadOnlyList<TokenRow>> ListAsync(string projectId, CancellationToken cancellation = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Tokens.AsNoTracking()
            .Where(row => row.ProjectId == projectId)
            .OrderBy(row => row.CreatedAt).ThenBy(row => row.Id)
            .ToListAsync(cancellation);
    }

    /// <summary>False when the project has no such live token.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="tokenId">Its token.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    /// <param name="audit">The entry of the audit log that is stored with it; null without one.</param>
    public async Task<bool> RevokeAsync(string projectId, string tokenId, CancellationToken cancellation = default, Func<TokenRow, AuditRow>? audit = null)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await db.Tokens.SingleOrDefaultAsync(
            token => token.Id == tokenId && token.ProjectId == projectId && token.RevokedAt == null, cancellation);
        if (row is null)
            return false;
        row.RevokedAt = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (audit is not null)
            db.AuditEntries.Add(audit(row));
        await db.SaveChangesAsync(cancellation);
        await directory.ReloadAsync(cancellation);
        return true;
    }

    public static IssuedToken Make(NewToken wanted, DateTimeOffset now, Secret? given = null, string idPrefix = "tok_")
    {
        var secret = given ?? TokenFormat.Create();
        var row = new TokenRow
        {
            Id = TokenFormat.NewId(idPrefix),
            ProjectId = wanted.ProjectId,
            Name = wanted.Name,
            ActorName = wanted.ActorName,
            Hash = TokenHash.Of(secret.Reveal()).ToString(),
            Permissions = string.Join(' ', wanted.Permissions),
            ServerScope = wanted.ServerScope,
            CreatedAt = now.ToUnixTimeMilliseconds(),
            ExpiresAt = wanted.ExpiresAt?.ToUnixTimeMilliseconds(),
        };
        return new IssuedToken(row, secret);
    }
}

/// <summary>What a token shall be.</summary>
/// <param name="ProjectId">The project it acts in.</param>
/// <param name="Name">Its label.</param>
/// <param name="Permissions">Patterns without spaces: <c>bridge:Invoke</c>, <c>interceptions:*</c>, <c>*</c>.</param>
/// <param name="ActorName">The person or machine behind it.</param>
/// <param name="ServerScope">An administrator token.</param>
/// <param name="ExpiresAt">Null: never.</param>
internal sealed record NewToken(
    string ProjectId,
    string Name,
    IReadOnlyList<string> Permissions,
    string? ActorName = null,
    bool ServerScope = false,
    DateTimeOffset? ExpiresAt = null);

/// <summary>A token just made, with the secret that is shown once.</summary>
internal sealed record IssuedToken(TokenRow Row, Secret Secret);
