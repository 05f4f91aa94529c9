using System.Diagnostics;
using AiBridge.Exchanges;
using AiBridge.Routing.Refusals;
using AiBridge.Telemetry;
using Yarp.ReverseProxy.Configuration;

namespace AiBridge.Routing;

internal static class RoutingRegistration
{
    public static IReverseProxyBuilder AddProviderRouting(this IReverseProxyBuilder proxy)
    {
        proxy.Services.AddSingleton<IProxyConfigProvider, ProviderRoutes>();
        proxy.Services.AddSingleton<RecentResponses>().AddInstruments<RefusalMetrics>();
        proxy.Services.AddSingleton<DiagnosticSource, ServerRefusals>().AddSingleton<AskedProvider>();
        proxy.Services.AddSingleton<ResponseOwnership>().AddSingleton<RequestLog>();
        return proxy;
    }
}
