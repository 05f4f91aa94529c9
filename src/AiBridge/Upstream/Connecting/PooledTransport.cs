using System.Net;
using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Providers;

namespace AiBridge.Upstream.Connecting;

/// <summary>
/// Sends over pooled connections. What fails because a connection had died in the pool is made again on a new one, and the whole
/// pool is left: the others were idle as long. That is no attempt of its own, and nobody above hears of it; but one that was answered, and not believed, is.
/// </summary>
/// <param name="pools">Where they lie.</param>
/// <param name="proxy">Leads there.</param>
/// <param name="connections">Says whose are used.</param>
/// <param name="clock">Times what was made again.</param>
/// <param name="logger">Says what was left.</param>
internal sealed partial class PooledTransport(ConnectionPools pools, UpstreamProxy proxy, UpstreamConnections connections, TimeProvider clock, ILogger<PooledTransport> logger) : HttpMessageHandler
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
            var (began, started) = (clock.GetUtcNow(), clock.GetTimestamp());
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
                Note(request, fault, began, clock.GetElapsedTime(started));
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

    /// <summary>Of a call that is made again for an answer that was not believed the caller hears: the upstream may count both.</summary>
    private static void Note(HttpRequestMessage request, Exception fault, DateTimeOffset began, TimeSpan duration)
    {
        if (ConnectionLostException.In(fault) is { Mistrusted: true } && request.Options.TryGetValue(ExchangeOption.Key, out var exchange))
            exchange.Attempts.Add(new UpstreamAttempt(exchange.Attempts.Count + 1, exchange.CredentialHint, null, EnumWord.Of(ErrorClass.Unreachable), began, (long)duration.TotalMilliseconds));
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
