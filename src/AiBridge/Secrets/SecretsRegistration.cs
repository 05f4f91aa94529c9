using AiBridge.Configuration;
using AiBridge.Secrets.Ring;
using AiBridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Secrets;

internal static class SecretsRegistration
{
    /// <summary>Adds the vault and its key ring: files under <c>DataDirectory/keys</c>, or in the database when there is a master key. Needs the storage and a <see cref="TimeProvider"/>.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="options">Knows the data directory, as an absolute path.</param>
    /// <param name="masterKeys">Null without a master key.</param>
    public static IServiceCollection AddSecrets(this IServiceCollection services, BridgeOptions options, MasterKeys? masterKeys) => services
        .AddSingleton(new RingPlace(DataDirectory.KeysOf(options), masterKeys))
        .AddSingleton(provider => new KeyRing(
            provider.GetRequiredService<RingPlace>().Open(provider.GetRequiredService<IDbContextFactory<BridgeDb>>()),
            provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<SecretVault>()
        .AddSingleton<KeyRingSetup>()
        .AddHostedService(provider => provider.GetRequiredService<KeyRingSetup>());
}
