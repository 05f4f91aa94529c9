using AiBridge.Telemetry;
using AiBridge.Upstream.Connecting;
using AiBridge.Upstream.Dumping;
using AiBridge.Upstream.Probing;
using Yarp.ReverseProxy.Forwarder;

namespace AiBridge.Upstream;

internal static class UpstreamRegistration
{
    public static IReverseProxyBuilder AddUpstream(this IReverseProxyBuilder proxy)
    {
        proxy.Services.AddSingleton<KeyChoice>().AddSingleton<KeyProbes>();
        proxy.Services.AddSingleton<UpstreamProxy>().AddInstruments<ConnectionMetrics>().AddSingleton<UpstreamConnections>().AddSingleton<UpstreamConnect>();
        proxy.Services.AddSingleton<TokenEndpoint>().AddSingleton<OAuthTokens>();
        proxy.Services.AddSingleton<ProbeCalls>().AddSingleton<ModelLists>().AddSingleton<ProviderProbe>();
        proxy.Services.AddSingleton<DumpSweep>().AddHostedService(static provider => provider.GetRequiredService<DumpSweep>());
        proxy.Services.AddSingleton<TrafficDump>().AddSingleton<UpstreamHandlers>();
        proxy.Services.AddSingleton<IForwarderHttpClientFactory, UpstreamClients>();
        proxy.Services.AddInstruments<OverheadMetrics>();
        return proxy.AddTransforms<UpstreamTransforms>();
    }
}
