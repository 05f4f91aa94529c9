using AiBridge.Configuration;

namespace AiBridge.Shutdown;

internal static class ShutdownRegistration
{
    public static IServiceCollection AddShutdown(this IServiceCollection services)
    {
        services.AddSingleton<Draining>().AddSingleton<StopSignals>().AddHostedService<ShutdownService>();
        // The host's own limit holds for all services together; the setting may change while it runs.
        services.AddOptions<HostOptions>().Configure<LiveConfiguration>((host, live) =>
        {
            Limit(live.Current);
            live.Changed += Limit;
            void Limit(BridgeOptions now) => host.ShutdownTimeout = TimeSpan.FromSeconds(now.Shutdown.DrainSeconds) + ShutdownService.Reserve;
        });
        return services;
    }
}
