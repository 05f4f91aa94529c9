using System.Collections.Concurrent;
using AiBridge.Configuration;
using AiBridge.Providers.Health;

namespace AiBridge.Upstream.Connecting;

/// <summary>The open HTTP/1.1 connections to all upstreams. An answer there belongs to whoever asked last, so that one who sends what nobody asked for could answer the next one's question.</summary>
internal sealed partial class UpstreamConnections(LiveConfiguration configuration, ConnectionMetrics metrics, TimeProvider clock, ILogger<UpstreamConnections> logger)
{
    /// <summary>Projects choose hosts freely.</summary>
    private const int MostEarly = 1_000;

    private readonly LruCache<string, bool> _early = new(MostEarly, TimeSpan.FromHours(1), clock);
    private volatile bool _anyEarly;
    private readonly ConcurrentDictionary<WeakReference<PooledConnection>, string> _open = new();

    /// <summary>Open connections that are known.</summary>
    public int Count => _open.Count;

    /// <summary>Whose connections a request takes: those of its project where each has its own, else the ones of all.</summary>
    public string OwnerOf(HttpRequestMessage request) =>
        configuration.Current.Network.ConnectionsPerProject && request.Options.TryGetValue(ExchangeOption.Key, out var exchange) ? exchange.Caller.ProjectId : "";

    public void Opened(PooledConnection connection, string host)
    {
        _open[connection.Weakly] = host;
        // Whose an early answer is can be seen only where nothing else was asked before.
        if (_anyEarly && _early.TryGet(host, out _))
            connection.UseNoMore();
    }

    public void Closed(PooledConnection connection) => _open.TryRemove(connection.Weakly, out _);

    /// <summary>Bytes have come on a connection on which nothing was asked, or behind the end of an answer. It is not used again, nor is any other to that host: more may be on the way there, or may have been taken for an answer.</summary>
    public void CameUnasked(PooledConnection connection)
    {
        if (!_open.TryGetValue(connection.Weakly, out var host))
            return;
        metrics.AnsweredUnasked();
        Log.AnsweredUnasked(logger, host);
        UseNoMore(host);
    }

    /// <summary>An answer has come before all of the question had come over. From now on each request to that host has a connection of its own.</summary>
    public void AnsweredEarly(PooledConnection connection)
    {
        if (!_open.TryGetValue(connection.Weakly, out var host))
            return;
        if (!_early.TryGet(host, out _))
            Log.AnsweredEarly(logger, host);
        _early.Set(host, true);
        _anyEarly = true;
        UseNoMore(host);
    }

    private void UseNoMore(string host)
    {
        foreach (var (other, at) in _open)
        {
            if (at == host && other.TryGetTarget(out var connection))
                connection.UseNoMore();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1842, LogLevel.Warning, "The upstream {Host} sent what nobody had asked for; its connections are not used again")]
        public static partial void AnsweredUnasked(ILogger logger, string host);

        [LoggerMessage(1843, LogLevel.Information, "The upstream {Host} answers before it has received all of the question; each request there has a connection of its own")]
        public static partial void AnsweredEarly(ILogger logger, string host);
    }
}
