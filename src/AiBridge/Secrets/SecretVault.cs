using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace AiBridge.Secrets;

/// <summary>Encrypts values for the store and decrypts them again, with the process's Data Protection key ring.</summary>
internal sealed class SecretVault(IDataProtectionProvider protection)
{
    /// <summary>The distinct error of a value that cannot be decrypted.</summary>
    public const string NotDecryptable = "secret_not_decryptable";

    private readonly IDataProtector _protector = protection.CreateProtector("AiBridge.Secrets.v1");

    public string Protect(Secret value) => _protector.Protect(value.Reveal());

    /// <summary>Null when it cannot be decrypted: another key ring, another master key, a damaged value.</summary>
    public Secret? Open(string protectedValue)
    {
        try
        {
            return new Secret(_protector.Unprotect(protectedValue));
        }
        catch (Exception undecryptable) when (undecryptable is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
