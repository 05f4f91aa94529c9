using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Interception;
using AiBridge.Providers;
using AiBridge.Providers.Health;
using AiBridge.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.Tests.Telemetry;

/// <summary>Instruments for classes that count what they do.</summary>
internal sealed class Meters : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddSingleton(TimeProvider.System)
        .AddSingleton(new LiveConfiguration(new BridgeOptions()))
        .AddSingleton<ProviderRegistry>()
        .AddMeters()
        .AddSingleton<ObservationMetrics>()
        .AddSingleton<ReloadMetrics>()
        .AddSingleton<HealthMetrics>()
        .AddSingleton<RefusalMetrics>()
        .BuildServiceProvider();

    public IServiceProvider Services => _services;

    public ObservationMetrics Observation => _services.GetRequiredService<ObservationMetrics>();

    public ReloadMetrics Reload => _services.GetRequiredService<ReloadMetrics>();

    public HealthMetrics Health => _services.GetRequiredService<HealthMetrics>();

    public void Dispose() => _services.Dispose();
}
