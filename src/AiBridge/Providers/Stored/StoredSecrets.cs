using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Stored;

/// <summary>Opens the secrets of one provider, and remembers whether one could not be.</summary>
internal sealed class StoredSecrets(SecretVault vault)
{
    /// <summary>Stands where a value must not be missing; never sent, because a provider with an unreadable secret loses what held it.</summary>
    private const string Unknown = "unreadable";

    public bool Unreadable { get; private set; }

    /// <summary>Null when it cannot be decrypted.</summary>
    public string? Open(SecretRow row)
    {
        var value = vault.Open(row.Protected)?.Reveal();
        Unreadable |= value is null;
        return value;
    }

    public string? OpenOrPlaceholder(SecretRow? row) => row is null ? null : Open(row) ?? Unknown;
}
