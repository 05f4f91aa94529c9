using System.Net;
using System.Text;
using AiBridge.Exchanges;
using AiBridge.Upstream.Connecting;
using Yarp.ReverseProxy.Forwarder;

namespace AiBridge.Upstream;

/// <summary>The HTTP client of a cluster: follows nothing, unpacks nothing, keeps no cookies, and passes header bytes as they are.</summary>
internal sealed class UpstreamClients(ILogger<ForwarderHttpClientFactory> logger, UpstreamHandlers handlers, UpstreamConnect connect) : ForwarderHttpClientFactory(logger)
{
    // An HTTP/2 connection may be alive for TCP alone: half a minute after its last frame, the requests that wait on it go on elsewhere.
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PingLimit = TimeSpan.FromSeconds(10);

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
        handler.KeepAlivePingDelay = PingAfter;
        handler.KeepAlivePingTimeout = PingLimit;
        handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
        connect.Apply(handler, guarded: context.NewMetadata?.GetValueOrDefault(ClusterMetadata.Guarded) == "true");
        if (context.NewMetadata?.GetValueOrDefault(ClusterMetadata.ConnectTimeout) is { } timeout)
            handler.ConnectTimeout = TimeSpan.Parse(timeout, System.Globalization.CultureInfo.InvariantCulture);
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) =>
        handlers.Over(connect.Pooled((SocketsHttpHandler)handler, () =>
        {
            var another = new SocketsHttpHandler();
            ConfigureHandler(context, another);
            return another;
        }));

    protected override bool CanReuseOldClient(ForwarderHttpClientContext context) =>
        base.CanReuseOldClient(context)
        && Stays(context, ClusterMetadata.ConnectTimeout) && Stays(context, ClusterMetadata.Guarded) && Stays(context, ClusterMetadata.Network);

    private static bool Stays(ForwarderHttpClientContext context, string key) =>
        context.OldMetadata?.GetValueOrDefault(key) == context.NewMetadata?.GetValueOrDefault(key);
}
