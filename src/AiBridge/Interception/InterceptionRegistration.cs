using AiBridge.Exchanges;
using AiBridge.Telemetry;

namespace AiBridge.Interception;

internal static class InterceptionRegistration
{
    public static IReverseProxyBuilder AddInterception(this IReverseProxyBuilder proxy)
    {
        proxy.Services.AddSingleton<StreamShutdown>().AddInstruments<ObservationMetrics>();
        return proxy.AddTransforms<ObserveTransform>();
    }
}
