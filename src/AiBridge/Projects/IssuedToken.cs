using AiBridge.Contracts.Projects;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Projects;

/// <summary>A token just made, with the secret that is shown once.</summary>
internal sealed record IssuedToken(TokenRow Row, Secret Secret)
{
    public IssuedTokenDto ToDto() => new(Row.ToDto(), Secret.Reveal());

    /// <summary>Makes it, without storing it.</summary>
    /// <param name="wanted">What it shall be.</param>
    /// <param name="now">When it is made.</param>
    /// <param name="given">The token itself; null makes a random one.</param>
    /// <param name="idPrefix">What its id begins with.</param>
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
            CreatedBy = wanted.CreatedBy,
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
/// <param name="CreatedBy">The id of the token that makes it; null for none.</param>
internal sealed record NewToken(
    string ProjectId,
    string Name,
    IReadOnlyList<string> Permissions,
    string? ActorName = null,
    bool ServerScope = false,
    DateTimeOffset? ExpiresAt = null,
    string? CreatedBy = null);
