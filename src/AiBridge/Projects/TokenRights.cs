using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Projects;

/// <summary>What one token may do to others: it gives no more than it has, in permissions, project and time, and never the server's last administrator goes.</summary>
internal static class TokenRights
{
    /// <summary>What is made when somebody wants that: in the maker's project, and over with the maker at the latest.</summary>
    /// <param name="wanted">What it shall be.</param>
    /// <param name="maker">As it is now.</param>
    /// <exception cref="RefusedException">403: the maker would grant more than it has.</exception>
    public static NewToken Grant(NewToken wanted, BridgeToken maker)
    {
        if (wanted.Permissions.FirstOrDefault(pattern => !maker.Allows(pattern)) is { } lacking)
            throw RefusedException.Lacking(lacking);
        if (wanted.ServerScope && !maker.ServerScope)
            throw RefusedException.LackingServerScope(PermissionNames.WriteTokens);
        if (wanted.ServerScope && !maker.Allows(PermissionNames.Everything))
            throw RefusedException.Lacking(PermissionNames.Everything);
        if (wanted.ExpiresAt > maker.ExpiresAt)
            throw RefusedException.Outlasting(maker.ExpiresAt.Value);
        return wanted with { Permissions = [.. wanted.Permissions.Distinct()], ExpiresAt = wanted.ExpiresAt ?? maker.ExpiresAt, CreatedBy = maker.Id };
    }

    /// <summary>The caller's token as it is stored now: what it was when the request came may have been taken away meanwhile.</summary>
    /// <exception cref="RefusedException">401: it is good no longer.</exception>
    public static async Task<BridgeToken> AskAgainAsync(BridgeDb db, Caller caller, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!caller.Token.IsStored)
            return caller.Token;
        var row = await db.Tokens.AsNoTracking().SingleOrDefaultAsync(known => known.Id == caller.Token.Id && known.RevokedAt == null, cancellation);
        return row is not null && BridgeToken.Of(row) is var token && !token.IsExpired(now) ? token : throw RefusedException.Unauthorized;
    }

    /// <summary>A token of the server is only another's of the server to change or revoke.</summary>
    /// <exception cref="RefusedException">403.</exception>
    public static void DemandReach(Caller caller, TokenRow row, Operation operation)
    {
        if (row.ServerScope && !caller.Token.ServerScope)
            throw RefusedException.LackingServerScope(operation.Permission);
    }

    /// <summary>Everything that came of a token, also by way of ones that are revoked by now.</summary>
    public static async Task<IReadOnlyList<TokenRow>> DescendantsAsync(BridgeDb db, string id, CancellationToken cancellation)
    {
        var found = new Dictionary<string, TokenRow>();
        for (string[] makers = [id]; makers.Length > 0;)
        {
            var made = await db.Tokens.Where(row => row.CreatedBy != null && makers.Contains(row.CreatedBy)).ToListAsync(cancellation);
            makers = [.. made.Where(row => found.TryAdd(row.Id, row)).Select(row => row.Id)];
        }

        return [.. found.Values];
    }

    /// <summary>Whether it may do everything on the server, for as long as it is not revoked.</summary>
    public static bool IsAdministrator(TokenRow row, DateTimeOffset now) =>
        row is { ServerScope: true, RevokedAt: null } && BridgeToken.Of(row) is var token && token.Allows(PermissionNames.Everything) && !token.IsExpired(now);

    /// <summary>To be asked while nobody else writes: of two that go at once the second must see that the first has gone.</summary>
    /// <param name="db">Where the tokens are.</param>
    /// <param name="leaving">Those that will not be administrators any more, or not for long.</param>
    /// <param name="now">Expired ones count no more.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RefusedException">409: nobody could administer the server any more.</exception>
    public static async Task DemandAdministratorLeftAsync(BridgeDb db, IReadOnlyCollection<TokenRow> leaving, DateTimeOffset now, CancellationToken cancellation)
    {
        if (leaving.Count == 0)
            return;
        var ids = leaving.Select(row => row.Id).ToHashSet();
        var others = await db.Tokens.AsNoTracking().Where(row => row.ServerScope && row.RevokedAt == null).ToListAsync(cancellation);
        if (!others.Any(row => !ids.Contains(row.Id) && IsAdministrator(row, now)))
            throw RefusedException.Conflict("last_administrator", "It is the last token with all permissions on the server. Make another one first.");
    }
}
