using System.ComponentModel;

namespace AiBridge.Contracts.Secrets;

/// <summary>A stored secret; its value never comes back.</summary>
public sealed record SecretDto
{
    [Description("sec_…")]
    public required string Id { get; init; }

    [Description("Null: server-wide.")]
    public required string? ProjectId { get; init; }

    [Description("A label.")]
    public required string Name { get; init; }

    [Description("Whether a value is stored.")]
    public required bool HasValue { get; init; }

    [Description("The value, masked.")]
    public required string Hint { get; init; }

    [Description("What presents itself with it.")]
    public required IReadOnlyList<SecretUseDto> UsedBy { get; init; }

    [Description("Whether a provider brought it and takes it along when it goes.")]
    public required bool Managed { get; init; }

    [Description("secret_not_decryptable when the key ring in force cannot decrypt it; give it a new value, or the bridge its key ring or master key back. Else null.")]
    public required string? Error { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <param name="Type"><c>provider</c> (server-wide) or <c>aiProvider</c> (a project's).</param>
/// <param name="Id"><c>prv_…</c> or <c>aip_…</c>.</param>
/// <param name="Name">The name a request's path begins with.</param>
public sealed record SecretUseDto(string Type, string Id, string Name);

public sealed record SecretBodyDto
{
    [Description("A label of 1 to 64 characters; need not be unique.")]
    public required string Name { get; init; }

    [Description("1 to 16384 characters of printable ASCII, no space at either end. Never shown again.")]
    public required string Value { get; init; }

    [Description("The project it belongs to, the caller's own when absent. Null: server-wide. Another than the caller's own, and null, only for tokens of the server.")]
    public string? ProjectId { get; init; }

    // A record prints its values, and one of these is a secret.
    public override string ToString() => Name;
}

/// <summary>What is absent stays.</summary>
public sealed record SecretChangeBodyDto
{
    [Description("A label of 1 to 64 characters; need not be unique.")]
    public string Name { get; init; } = "";

    [Description("1 to 16384 characters of printable ASCII, no space at either end. Never shown again.")]
    public string Value { get; init; } = "";

    // A record prints its values, and one of these is a secret.
    public override string ToString() => Name;
}
