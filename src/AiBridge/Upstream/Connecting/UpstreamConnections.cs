using System.Collections.Concurrent;
using AiBridge.Configuration;

namespace AiBridge.Upstream.Connecting;

/// <summary>The open HTTP/1.1 connections to all upstreams. An answer there belongs to whoever asked last, so that one who sends what nobody asked for could answer the next one's question.</summary>
internal sealed partial class UpstreamConnections(LiveConfiguration configuration, ConnectionMetrics metrics, ILogger<UpstreamConnections> logger)
{
    private readonly ConcurrentDictionary<PooledConnection, string> _open = new();

    /// <summary>Whose connections a request takes: those of its project where each has its own, else the ones of all.</summary>
    public string OwnerOf(HttpRequestMessage request) =>
        configuration.Current.Network.ConnectionsPerProject && request.Options.TryGetValue(ExchangeOption.Key, out var exchange) ? exchange.Caller.ProjectId : "";

    public void Opened(PooledConnection connection, string host) => _open[connection] = host;

    public void Closed(PooledConnection connection) => _open.TryRemove(connection, out _);

    /// <summary>Bytes have come on a connection on which nothing was asked, or behind the end of an answer. It is not used again, nor is any other to that host: more may be on the way there, or may have been taken for an answer.</summary>
    public void CameUnasked(PooledConnection connection)
    {
        if (!_open.TryGetValue(connection, out var host))
            return;
        metrics.AnsweredUnasked();
        Log.AnsweredUnasked(logger, host);
        foreach (var (other, at) in _open)
        {
            if (at == host)
                other.UseNoMore();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1842, LogLevel.Warning, "The upstream {Host} sent what nobody had asked for; its connections are not used again")]
        public static partial void AnsweredUnasked(ILogger logger, string host);
    }
}
