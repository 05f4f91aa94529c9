namespace AiBridge.Telemetry;

/// <summary>Sees to it that a room's instruments are there when the server starts, also those that nobody needs before something happens.</summary>
/// <param name="services">Makes them, unless they are made.</param>
internal sealed class InstrumentsStart<TMetrics>(IServiceProvider services) : IHostedService
    where TMetrics : class
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<TMetrics>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
