using System.ComponentModel;
using AiBridge.Providers.SecretStore;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Management.SecretStore;

/// <summary>A stored secret; its value never comes back.</summary>
internal sealed class SecretDto(SecretRow row, IEnumerable<SecretUseDto> uses, SecretVault vault)
{
    [Description("sec_…")]
    public string Id => row.Id;

    [Description("Null: server-wide.")]
    public string? ProjectId => row.ProjectId;

    [Description("A label.")]
    public string Name => row.Name;

    [Description("Whether a value is stored.")]
    public bool HasValue => row.Protected.Length > 0;

    [Description("The value, masked.")]
    public string Hint => row.Hint;

    [Description("What presents itself with it.")]
    public IReadOnlyList<SecretUseDto> UsedBy { get; } = [.. uses];

    [Description("Whether a provider brought it and takes it along when it goes.")]
    public bool Managed => row.OwnerId is not null;

    [Description("secret_not_decryptable when the key ring in force cannot decrypt it; give it a new value, or the bridge its key ring or master key back. Else null.")]
    public string? Error { get; } = vault.Open(row.Protected) is null ? SecretVault.NotDecryptable : null;

    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt);

    public DateTimeOffset UpdatedAt => DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt);
}

internal sealed record SecretBodyDto
{
    [Description("A label of 1 to 64 characters; need not be unique.")]
    public required string Name { get; init; }

    [Description("1 to 16384 characters of printable ASCII, no space at either end. Never shown again.")]
    public required string Value { get; init; }

    [Description("The project it belongs to, the caller's own when absent. Null: server-wide. Another than the caller's own, and null, only for tokens of the server.")]
    public string? ProjectId { get; init; }
}

/// <summary>What is absent stays.</summary>
internal sealed record SecretChangeBodyDto
{
    [Description("A label of 1 to 64 characters; need not be unique.")]
    public string Name { get; init; } = "";

    [Description("1 to 16384 characters of printable ASCII, no space at either end. Never shown again.")]
    public string Value { get; init; } = "";
}
