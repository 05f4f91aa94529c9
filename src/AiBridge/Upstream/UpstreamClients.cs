using System.Net;
using System.Text;
using AiBridge.Exchanges;
using Yarp.ReverseProxy.Forwarder;

namespace AiBridge.Upstream;

/// <summary>The HTTP client of a cluster: follows nothing, unpacks nothing, keeps no cookies, and passes header bytes as they are.</summary>
internal sealed class UpstreamClients(ILogger<ForwarderHttpClientFactory> logger, UpstreamHandlers handlers, GuardedConnect guarded) : ForwarderHttpClientFactory(logger)
{
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.AutomaticDecompression = DecompressionMethods.None;
        handler.ActivityHeadersPropagator = null;
        handler.EnableMultipleHttp2Connections = true;
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(10);
        handler.RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1;
        handler.ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1;
        // A response nobody reads on is closed at once: the upstream must notice that the client has left.
        handler.ResponseDrainTimeout = TimeSpan.Zero;
        handler.MaxResponseDrainSize = 0;
        if (context.NewMetadata?.GetValueOrDefault(ClusterMetadata.Guarded) == "true")
            guarded.Apply(handler);
        if (context.NewMetadata?.GetValueOrDefault(ClusterMetadata.ConnectSeconds) is { } seconds)
            handler.ConnectTimeout = TimeSpan.FromSeconds(double.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture));
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) => handlers.Over(handler);

    protected override bool CanReuseOldClient(ForwarderHttpClientContext context) =>
        base.CanReuseOldClient(context)
        && Stays(context, ClusterMetadata.ConnectSeconds) && Stays(context, ClusterMetadata.Guarded) && Stays(context, ClusterMetadata.Network);

    private static bool Stays(ForwarderHttpClientContext context, string key) =>
        context.OldMetadata?.GetValueOrDefault(key) == context.NewMetadata?.GetValueOrDefault(key);
}
