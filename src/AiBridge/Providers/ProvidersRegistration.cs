using AiBridge.Configuration;
using AiBridge.Providers.Addresses;
using AiBridge.Providers.Changes;
using AiBridge.Providers.Health;
using AiBridge.Providers.Queries;
using AiBridge.Providers.SecretStore;
using AiBridge.Storage;
using AiBridge.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiBridge.Providers;

internal static class ProvidersRegistration
{
    /// <summary>The configuration and providers in force, and the watcher that keeps them so.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="inputs">What the configuration was read from.</param>
    /// <param name="started">The reading the process starts with, free of faults.</param>
    public static IServiceCollection AddProviders(this IServiceCollection services, ConfigurationInputs inputs, ConfigurationReading started)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddConfiguration(inputs, started.Options);
        services.AddSingleton(started);
        services.AddSingleton(_ =>
        {
            var registry = new ProviderRegistry();
            registry.ReplaceConfigured(started.Providers, started.Ai);
            return registry;
        });
        services.AddInstruments<HealthMetrics>().AddInstruments<HealthGauges>().AddSingleton<ProviderHealth>();
        services.AddInstruments<ReloadMetrics>();
        services.AddSingleton<AddressGuard>();
        services.AddSingleton<ConfigurationReload>();
        return services.AddHostedService<ConfigurationWatcher>();
    }

    /// <summary>The providers of the store; needs the storage and the secret vault.</summary>
    public static IServiceCollection AddStoredProviders(this IServiceCollection services) => services
        .AddSnapshot<StoredProviders>().AddSnapshot<StoredAi>()
        .AddSingleton<AiConfigQueries>().AddSingleton<AiConfigChanges>()
        .AddSingleton<SecretQueries>().AddSingleton<SecretChanges>().AddSingleton<SecretRotation>()
        .AddSingleton<ProviderViews>().AddSingleton<ProviderQueries>().AddSingleton<AiProviderQueries>()
        .AddSingleton<ProviderChecks>().AddSingleton<ProviderChanges>().AddSingleton<AiProviderChanges>();
}
