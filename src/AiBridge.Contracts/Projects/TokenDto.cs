using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace AiBridge.Contracts.Projects;

/// <summary>What is told of a token whenever it is told of.</summary>
public abstract record TokenFieldsDto
{
    [Description("tok_…")]
    public required string Id { get; init; }

    public required string ProjectId { get; init; }

    [Description("A label.")]
    public required string Name { get; init; }

    [Description("The person or machine behind it.")]
    public required string? ActorName { get; init; }

    [Description("What it may do: bridge:Invoke, interceptions:Read, secrets:* …")]
    public required IReadOnlyList<string> Permissions { get; init; }

    [Description("Acts in every project and on what is server-wide.")]
    public required bool ServerScope { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    [Description("The token that made it (tok_…), or cli; null for those of the first start, and where that is not known.")]
    public required string? CreatedBy { get; init; }

    [Description("Null: never.")]
    public required DateTimeOffset? ExpiresAt { get; init; }

    [Description("To the minute; null when it never was.")]
    public required DateTimeOffset? LastUsedAt { get; init; }

    public required DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>A bridge token, never its secret.</summary>
public sealed record TokenDto : TokenFieldsDto;

/// <summary>A token just made.</summary>
public sealed record IssuedTokenDto : TokenFieldsDto
{
    [JsonConstructor]
    public IssuedTokenDto()
    {
    }

    [SetsRequiredMembers]
    public IssuedTokenDto(TokenFieldsDto fields, string token)
        : base(fields) => Token = token;

    [Description("The token itself, this once: only its hash is kept.")]
    public required string Token { get; init; }

    // A record prints its values, and one of these is a secret.
    public override string ToString() => Id;
}

/// <summary>What a token shall be.</summary>
public sealed record TokenBodyDto
{
    [Description("A label of 1 to 64 characters.")]
    public required string Name { get; init; }

    [Description("The person or machine behind it.")]
    public string? ActorName { get; init; }

    [Description("Permissions, all of a service (secrets:*), or *; bridge:Invoke and interceptions:Read when absent. Nobody grants what they lack.")]
    public IReadOnlyList<string>? Permissions { get; init; }

    [Description("When absent, that of the token that makes it, which gives none that lasts longer than itself.")]
    public DateTimeOffset? ExpiresAt { get; init; }

    [Description("Only tokens of the server make others.")]
    public bool ServerScope { get; init; }
}

/// <summary>What is absent stays. Permissions and time can be taken away, never given.</summary>
public sealed record TokenChangeBodyDto
{
    [Description("A label of 1 to 64 characters.")]
    public string Name { get; init; } = "";

    [Description("The person or machine behind it; null for none.")]
    public string? ActorName { get; init; }

    [Description("What is left of its permissions.")]
    public IReadOnlyList<string> Permissions { get; init; } = [];

    [Description("An earlier end.")]
    public DateTimeOffset ExpiresAt { get; init; }
}
