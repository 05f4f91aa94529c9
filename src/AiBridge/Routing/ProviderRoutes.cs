using System.Globalization;
using AiBridge.Exchanges;
using AiBridge.Providers;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace AiBridge.Routing;

/// <summary>Turns the provider registry into YARP's configuration: a route for each name, a cluster for each instance.</summary>
internal sealed class ProviderRoutes : IProxyConfigProvider, IDisposable
{
    private readonly ProviderRegistry _providers;
    private volatile Snapshot _current;

    public ProviderRoutes(ProviderRegistry providers)
    {
        _providers = providers;
        _current = Read();
        _providers.Changed += Refresh;
    }

    public IProxyConfig GetConfig() => _current;

    public void Dispose() => _providers.Changed -= Refresh;

    private void Refresh()
    {
        var old = _current;
        _current = Read();
        old.SignalChange();
    }

    private Snapshot Read() => new(
        [.. _providers.All.Select(provider => new RouteConfig
        {
            RouteId = provider.Name,
            ClusterId = provider.ClusterId,
            Match = new Yarp.ReverseProxy.Configuration.RouteMatch { Path = $"/{provider.Name}/{{**path}}" },
        })],
        [.. _providers.All.Select(Cluster)]);

    private static ClusterConfig Cluster(ProviderInstance provider) => new()
    {
        ClusterId = provider.ClusterId,
        Destinations = new Dictionary<string, DestinationConfig> { ["upstream"] = new() { Address = provider.BaseUrl } },
        HttpRequest = new ForwarderRequestConfig
        {
            // The limits of Timeouts are watched where the call is made; this one only ends what they would have missed.
            ActivityTimeout = TimeSpan.FromSeconds(30 + Math.Max(provider.Options.Timeouts.FirstByteSeconds, provider.Options.Timeouts.SilenceSeconds)),
            AllowResponseBuffering = false,
        },
        Metadata = new Dictionary<string, string>
        {
            [ClusterMetadata.ConnectSeconds] = provider.Options.Timeouts.ConnectSeconds.ToString(CultureInfo.InvariantCulture),
        },
    };

    private sealed class Snapshot(IReadOnlyList<RouteConfig> routes, IReadOnlyList<ClusterConfig> clusters) : IProxyConfig
    {
        private readonly CancellationTokenSource _change = new();

        public IReadOnlyList<RouteConfig> Routes => routes;

        public IReadOnlyList<ClusterConfig> Clusters => clusters;

        public IChangeToken ChangeToken => new CancellationChangeToken(_change.Token);

        public void SignalChange() => _change.Cancel();
    }
}
