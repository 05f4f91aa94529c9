using AiBridge.Configuration;
using AiBridge.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace AiBridge.Secrets;

internal static class SecretsRegistration
{
    /// <summary>Adds the vault with its key ring under <c>DataDirectory/keys</c>.</summary>
    public static IServiceCollection AddSecrets(this IServiceCollection services, BridgeOptions options)
    {
        var directory = Path.Combine(options.DataDirectory, "keys");
        DataDirectory.Create(directory);
        services.AddDataProtection().SetApplicationName("AiBridge").PersistKeysToFileSystem(new DirectoryInfo(directory));
        return services.AddSingleton<SecretVault>();
    }
}
