using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Stored;

/// <summary>Opens the secrets of one provider, and remembers whether one could not be opened, or may not go where the provider is.</summary>
internal sealed class StoredSecrets(SecretVault vault)
{
    /// <summary>Stands where a value must not be missing; never sent, because a provider loses what held it.</summary>
    private const string Unknown = "unreadable";

    public bool Unreadable { get; private set; }

    /// <summary>One was given for another place.</summary>
    public bool Withheld { get; private set; }

    /// <summary>One is not there, for whatever reason.</summary>
    public bool Missing => Unreadable || Withheld;

    /// <summary>Null when it cannot be decrypted, or may not go there.</summary>
    public string? Open(SecretRow row, bool mayGo = true)
    {
        Withheld |= !mayGo;
        if (!mayGo)
            return null;
        var value = vault.Open(row.Protected)?.Reveal();
        Unreadable |= value is null;
        return value;
    }

    public string OpenOrPlaceholder(SecretRow row, bool mayGo = true) => Open(row, mayGo) ?? Unknown;
}
