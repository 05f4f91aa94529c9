using System.Net;
using AiBridge.Providers;

namespace AiBridge.Upstream.Connecting;

/// <summary>
/// Sends over pooled connections. What fails because a connection had died in the pool is made again on a new one, and the whole
/// pool is left: the others were idle as long. That is no attempt of its own; nobody above hears of it.
/// </summary>
/// <param name="pools">Where they lie.</param>
/// <param name="proxy">Leads there.</param>
/// <param name="connections">Says whose are used.</param>
/// <param name="logger">Says what was left.</param>
internal sealed partial class PooledTransport(ConnectionPools pools, UpstreamProxy proxy, UpstreamConnections connections, ILogger<PooledTransport> logger) : HttpMessageHandler
{
    /// <summary>New connections of which each was taken and lost by somebody else in between; beyond that it is no accident.</summary>
    private const int MostRepeats = 3;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var owner = connections.OwnerOf(request);
        for (var repeats = 0; ; repeats++)
        {
            var pool = pools.Of(owner);
            var via = proxy.GetProxy(request.RequestUri!);
            try
            {
                var response = await pool.SendAsync(request, cancellationToken).ConfigureAwait(false);
                pool.Answered(response);
                if (via is null || response.StatusCode != HttpStatusCode.ProxyAuthenticationRequired)
                    return response;
                response.Dispose();
                throw ProxyFailure.Answered(via, HttpStatusCode.ProxyAuthenticationRequired);
            }
            catch (HttpRequestException fault) when (!cancellationToken.IsCancellationRequested && pool.HasLost(fault, repeats))
            {
                if (pools.Leave(owner, pool))
                    Log.PoolLeft(logger, request.RequestUri!.Host);
                if (repeats == MostRepeats || !(ConnectionLostException.In(fault) is { Unsent: true } || MayRepeat(request)))
                    throw;
            }
            catch (HttpRequestException fault) when (via is not null && ProxyFailure.Of(fault, via) is { } failure)
            {
                throw failure;
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            pools.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A call that may have been carried out is not made again where nothing is known of what it means.</summary>
    private static bool MayRepeat(HttpRequestMessage request) =>
        request.Method != HttpMethod.Post
        || !request.Options.TryGetValue(ExchangeOption.Key, out var exchange)
        || exchange.Route is { Bridged: true } or { Central: CentralAccess.Post };

    private static partial class Log
    {
        [LoggerMessage(1841, LogLevel.Debug, "A pooled connection to {Host} had died; calls go on with new ones")]
        public static partial void PoolLeft(ILogger logger, string host);
    }
}
