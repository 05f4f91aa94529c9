using AiBridge.Exchanges;
using Yarp.ReverseProxy.Configuration;

namespace AiBridge.Routing;

internal static class RoutingRegistration
{
    public static IReverseProxyBuilder AddProviderRouting(this IReverseProxyBuilder proxy)
    {
        proxy.Services.AddSingleton<IProxyConfigProvider, ProviderRoutes>();
        proxy.Services.AddSingleton<RecentResponses>();
        proxy.Services.AddSingleton<ResponseOwnership>();
        return proxy;
    }
}
