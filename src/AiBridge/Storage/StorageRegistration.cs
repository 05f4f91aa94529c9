using AiBridge.Configuration;
using AiBridge.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage;

internal static class StorageRegistration
{
    /// <summary>Adds the database of <c>Storage:Provider</c>. Register it first: hosted services start in order, and the others need the tables.</summary>
    public static IServiceCollection AddBridgeStorage(this IServiceCollection services, BridgeOptions options)
    {
        switch (options.Storage.Provider)
        {
            case "sqlite": SqliteSetup.Add(services, options); break;
            default: throw new ConfigurationException([$"Storage:Provider: \"{options.Storage.Provider}\" is not known"]);
        }

        services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database");
        return services
            .AddSingleton(provider => new StoreUpgrade(
                provider.GetRequiredService<IDbContextFactory<BridgeDb>>(),
                DataDirectory.JournalOf(options),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<StoreUpgrade>>()))
            .AddHostedService<StorageMigration>()
            .AddHostedService<WriteAheadLog>()
            .AddSingleton<WriteGate>()
            .AddSingleton<FreedSpace>()
            .AddSingleton<AuditBacklog>()
            .AddHostedService(provider => provider.GetRequiredService<AuditBacklog>())
            .AddHostedService<Retention>()
            .AddSingleton<DeletedProjects>()
            .AddHostedService<DeletedProjectsSweep>();
    }

    /// <summary>Adds a part of the store that is kept in memory: loaded at the start, read anew after each change of this process's and soon after another's.</summary>
    public static IServiceCollection AddSnapshot<TSnapshot>(this IServiceCollection services)
        where TSnapshot : StoreSnapshot => services
        .AddSingleton<TSnapshot>()
        .AddSingleton<StoreSnapshot>(provider => provider.GetRequiredService<TSnapshot>())
        .AddHostedService<StoreRefresh<TSnapshot>>();
}
