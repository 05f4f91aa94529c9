using AiBridge.Storage.Rows;

namespace AiBridge.Projects;

/// <summary>What is known of a bridge token; never the token itself.</summary>
/// <param name="Id"><c>tok_…</c></param>
/// <param name="ProjectId">The project it acts in.</param>
/// <param name="Name">Its label.</param>
/// <param name="ActorName">The person or machine behind it, when named.</param>
/// <param name="Permissions">Patterns such as <c>bridge:Invoke</c>, <c>interceptions:*</c>, <c>*</c>.</param>
/// <param name="ServerScope">An administrator token: acts in every project.</param>
/// <param name="ExpiresAt">Null: never.</param>
internal sealed record BridgeToken(
    string Id,
    string ProjectId,
    string Name,
    string? ActorName,
    IReadOnlyList<string> Permissions,
    bool ServerScope,
    DateTimeOffset? ExpiresAt)
{
    /// <summary>When it was used last; stays while the token does.</summary>
    public TokenUse Use { get; init; } = new(null);

    /// <summary>It has a row that says what has become of it; the command line, and whoever needs none, have not.</summary>
    public bool IsStored { get; init; }

    public static BridgeToken Of(TokenRow row, TokenUse? use = null) => new(
        row.Id,
        row.ProjectId,
        row.Name,
        row.ActorName,
        row.Permissions.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        row.ServerScope,
        row.ExpiresAt is { } expiry ? DateTimeOffset.FromUnixTimeMilliseconds(expiry) : null)
    { Use = use ?? new TokenUse(row.LastUsedAt), IsStored = true };

    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;

    /// <summary>Whether one of the token's patterns covers the permission (<c>service:Action</c>).</summary>
    public bool Allows(string permission)
    {
        foreach (var pattern in Permissions)
        {
            if (pattern == "*" || pattern == permission || (pattern.EndsWith('*') && permission.StartsWith(pattern[..^1], StringComparison.Ordinal)))
                return true;
        }

        return false;
    }
}
