using AiBridge.Contracts.Secrets;
using AiBridge.Projects.Changes;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.SecretStore;

/// <summary>A secret and what uses it.</summary>
internal sealed record StoredSecret(SecretRow Row, IReadOnlyList<SecretUseDto> Uses)
{
    /// <summary>What is told of it; its value never comes back.</summary>
    public Versioned<SecretDto> ToDto(SecretVault vault) => new(
        new SecretDto
        {
            Id = Row.Id,
            ProjectId = Row.ProjectId,
            Name = Row.Name,
            HasValue = Row.Protected.Length > 0,
            Hint = Row.Hint,
            UsedBy = Uses,
            Managed = Row.OwnerId is not null,
            Error = vault.Open(Row.Protected) is null ? SecretVault.NotDecryptable : null,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(Row.CreatedAt),
            UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(Row.UpdatedAt),
        },
        Row.Version);
}
