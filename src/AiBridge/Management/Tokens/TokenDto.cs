using System.ComponentModel;
using AiBridge.Storage.Rows;

namespace AiBridge.Management.Tokens;

/// <summary>What is told of a token whenever it is told of.</summary>
internal abstract class TokenParts(TokenRow row, long? lastUsed)
{
    [Description("tok_…")]
    public string Id => row.Id;

    public string ProjectId => row.ProjectId;

    [Description("A label.")]
    public string Name => row.Name;

    [Description("The person or machine behind it.")]
    public string? ActorName => row.ActorName;

    [Description("What it may do: bridge:Invoke, interceptions:Read, secrets:* …")]
    public IReadOnlyList<string> Permissions => row.Permissions.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [Description("Acts in every project and on what is server-wide.")]
    public bool ServerScope => row.ServerScope;

    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt);

    [Description("Null: never.")]
    public DateTimeOffset? ExpiresAt => Time(row.ExpiresAt);

    [Description("To the minute; null when it never was.")]
    public DateTimeOffset? LastUsedAt => Time(lastUsed ?? row.LastUsedAt);

    public DateTimeOffset? RevokedAt => Time(row.RevokedAt);

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}

/// <summary>A bridge token, never its secret.</summary>
internal sealed class TokenDto(TokenRow row, long? lastUsed) : TokenParts(row, lastUsed);

/// <summary>A token just made.</summary>
internal sealed class IssuedTokenDto(TokenRow row, string token) : TokenParts(row, null)
{
    [Description("The token itself, this once: only its hash is kept.")]
    public string Token => token;
}

/// <summary>What a token shall be.</summary>
internal sealed record TokenBodyDto
{
    [Description("A label of 1 to 64 characters.")]
    public required string Name { get; init; }

    [Description("The person or machine behind it.")]
    public string? ActorName { get; init; }

    [Description("Permissions, all of a service (secrets:*), or *; bridge:Invoke and interceptions:Read when absent. Nobody grants what they lack.")]
    public IReadOnlyList<string>? Permissions { get; init; }

    [Description("Never when absent.")]
    public DateTimeOffset? ExpiresAt { get; init; }

    [Description("Only tokens of the server make others.")]
    public bool ServerScope { get; init; }
}
