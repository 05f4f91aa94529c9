using AiBridge.Exchanges;

namespace AiBridge.Interception;

internal static class InterceptionRegistration
{
    public static IReverseProxyBuilder AddInterception(this IReverseProxyBuilder proxy)
    {
        proxy.Services.AddSingleton<StreamShutdown>();
        return proxy.AddTransforms<ObserveTransform>();
    }
}
