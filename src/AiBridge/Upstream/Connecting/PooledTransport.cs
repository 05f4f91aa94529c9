using System.Net;
using AiBridge.Providers;

namespace AiBridge.Upstream.Connecting;

/// <summary>
/// Sends over pooled connections. What fails because a connection had died in the pool is made again on a new one, and the whole
/// pool is left: the others were idle as long. That is no attempt of its own; nobody above hears of it.
/// </summary>
/// <param name="first">The first pool.</param>
/// <param name="another">Makes the next one.</param>
/// <param name="proxy">Leads there.</param>
/// <param name="logger">Says what was left.</param>
internal sealed partial class PooledTransport(SocketsHttpHandler first, Func<SocketsHttpHandler> another, UpstreamProxy proxy, ILogger<PooledTransport> logger) : HttpMessageHandler
{
    /// <summary>New connections of which each was taken and lost by somebody else in between; beyond that it is no accident.</summary>
    private const int MostRepeats = 3;

    private volatile Pool _pool = new(first);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var repeats = 0; ; repeats++)
        {
            var pool = _pool;
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
                Leave(pool, request);
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
            _pool.Dispose();
        base.Dispose(disposing);
    }

    // Not disposed: what runs on it goes on, watched by its pings; idle connections leave with their time.
    private void Leave(Pool pool, HttpRequestMessage request)
    {
        if (Interlocked.CompareExchange(ref _pool, new Pool(another()), pool) == pool)
            Log.PoolLeft(logger, request.RequestUri!.Host);
    }

    /// <summary>A call that may have been carried out is not made again where nothing is known of what it means.</summary>
    private static bool MayRepeat(HttpRequestMessage request) =>
        request.Method != HttpMethod.Post
        || !request.Options.TryGetValue(UpstreamRequest.ExchangeKey, out var exchange)
        || exchange.Route is { Bridged: true } or { Central: CentralAccess.Post };

    private static partial class Log
    {
        [LoggerMessage(1841, LogLevel.Debug, "A pooled connection to {Host} had died; calls go on with new ones")]
        public static partial void PoolLeft(ILogger logger, string host);
    }

    private sealed class Pool(SocketsHttpHandler wire) : DelegatingHandler(wire)
    {
        private volatile bool _answeredOverHttp2;

        public new Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(request, cancellationToken);

        public void Answered(HttpResponseMessage response)
        {
            if (response.Version.Major > 1 && !_answeredOverHttp2)
                _answeredOverHttp2 = true;
        }

        /// <summary>Whether a call failed with a connection that was no new one.</summary>
        /// <param name="fault">The call's.</param>
        /// <param name="repeats">How often it was made again before. A connection that answers no PING is new the second time.</param>
        public bool HasLost(Exception fault, int repeats) =>
            ConnectionLostException.In(fault) is { } lost ? !lost.Http2 || _answeredOverHttp2 : repeats == 0 && ConnectionLostException.ByPing(fault);
    }
}
