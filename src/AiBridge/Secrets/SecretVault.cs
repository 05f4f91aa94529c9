using System.Security.Cryptography;
using AiBridge.Secrets.Ring;
using Microsoft.AspNetCore.DataProtection;

namespace AiBridge.Secrets;

/// <summary>Encrypts values for the store and decrypts them again.</summary>
internal sealed class SecretVault(KeyRing ring)
{
    /// <summary>The distinct error of a value that cannot be decrypted.</summary>
    public const string NotDecryptable = "secret_not_decryptable";

    public string Protect(Secret value) => ring.Protector.Protect(value.Reveal());

    /// <summary>Null when it cannot be decrypted: another key ring, another master key, a damaged value.</summary>
    public Secret? Open(string protectedValue)
    {
        if (KeyRing.KeyOf(protectedValue) is not { } key || !ring.Has(key))
            return null;
        try
        {
            return new Secret(ring.Protector.Unprotect(protectedValue));
        }
        catch (Exception undecryptable) when (undecryptable is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
