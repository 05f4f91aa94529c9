using AiBridge.Configuration;
using AiBridge.Storage.Sqlite;

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

        return services
            .AddHostedService<StorageMigration>()
            .AddSingleton<FreedSpace>()
            .AddSingleton<AuditBacklog>()
            .AddHostedService(provider => provider.GetRequiredService<AuditBacklog>())
            .AddHostedService<Retention>()
            .AddSingleton<DeletedProjects>()
            .AddHostedService<DeletedProjectsSweep>();
    }
}
