using System.Globalization;
using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Exchanges;
using AiBridge.Providers;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace AiBridge.Routing;

/// <summary>
/// Turns the provider registry into YARP's configuration: one route for all names, which never changes, and a cluster for each
/// instance. <see cref="RouteStage"/> moves a request to its instance's cluster. A cluster outlives its instance by one change, so
/// that a request that has just found the instance also finds the cluster.
/// </summary>
internal sealed class ProviderRoutes : IProxyConfigProvider, IDisposable
{
    /// <summary>Where a request waits for its instance; it forwards nowhere.</summary>
    public const string Waiting = "providers";

    private static readonly RouteConfig[] Routes =
    [
        new() { RouteId = Waiting, ClusterId = Waiting, Match = new Yarp.ReverseProxy.Configuration.RouteMatch { Path = "/{provider}/{**path}" } },
    ];

    private readonly ProviderRegistry _providers;
    private readonly LiveConfiguration _configuration;
    private volatile Snapshot _current;

    public ProviderRoutes(ProviderRegistry providers, LiveConfiguration configuration)
    {
        _providers = providers;
        _configuration = configuration;
        _current = new Snapshot(Routes, Clusters(providers.Current, providers.Current));
        _providers.Changing += Refresh;
    }

    public IProxyConfig GetConfig() => _current;

    public void Dispose() => _providers.Changing -= Refresh;

    private void Refresh(ProviderSnapshot next)
    {
        var old = _current;
        _current = new Snapshot(Routes, Clusters(next, _providers.Current));
        old.SignalChange();
    }

    private List<ClusterConfig> Clusters(ProviderSnapshot next, ProviderSnapshot former)
    {
        var clusters = new List<ClusterConfig>(next.All.Count + 1) { new() { ClusterId = Waiting } };
        var network = Mark(_configuration.Current.Network);
        var known = new HashSet<string>(next.All.Count, StringComparer.Ordinal);
        foreach (var provider in next.All.Concat(former.All))
        {
            if (provider.Type.Routable && known.Add(provider.ClusterId))
                clusters.Add(Cluster(provider, network));
        }

        return clusters;
    }

    private static ClusterConfig Cluster(ProviderInstance provider, string network) => new()
    {
        ClusterId = provider.ClusterId,
        Destinations = new Dictionary<string, DestinationConfig> { ["upstream"] = new() { Address = provider.BaseUrl } },
        HttpRequest = new ForwarderRequestConfig
        {
            // The limits of Timeouts are watched where the call is made; this one only ends what they would have missed.
            ActivityTimeout = TimeSpan.FromSeconds(30) + Longest(provider.Options.Timeouts),
            AllowResponseBuffering = false,
        },
        Metadata = new Dictionary<string, string>
        {
            [ClusterMetadata.ConnectTimeout] = provider.Options.Timeouts.Connect.ToString("c", CultureInfo.InvariantCulture),
            [ClusterMetadata.Guarded] = provider.Guarded ? "true" : "false",
            [ClusterMetadata.Network] = provider.Guarded ? network : "",
        },
    };

    private static TimeSpan Longest(TimeoutOptions timeouts) => timeouts.FirstByte > timeouts.Silence ? timeouts.FirstByte : timeouts.Silence;

    private static string Mark(NetworkOptions network) => string.Join(' ', network.AllowedHosts.Prepend(network.AllowPrivateNetwork.ToString()));

    private sealed class Snapshot(IReadOnlyList<RouteConfig> routes, IReadOnlyList<ClusterConfig> clusters) : IProxyConfig
    {
        private readonly CancellationTokenSource _change = new();

        public IReadOnlyList<RouteConfig> Routes => routes;

        public IReadOnlyList<ClusterConfig> Clusters => clusters;

        public IChangeToken ChangeToken => new CancellationChangeToken(_change.Token);

        public void SignalChange() => _change.Cancel();
    }
}
