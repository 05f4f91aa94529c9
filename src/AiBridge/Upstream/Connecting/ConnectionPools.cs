using AiBridge.Providers.Health;

namespace AiBridge.Upstream.Connecting;

/// <summary>The pools of one upstream: the one of all, and where projects share no connections, one of each that called lately.</summary>
/// <param name="first">The first of all's.</param>
/// <param name="another">Makes the next one.</param>
/// <param name="clock">Tells which were used lately.</param>
internal sealed class ConnectionPools(SocketsHttpHandler first, Func<SocketsHttpHandler> another, TimeProvider clock) : IDisposable
{
    private const int MostOwners = 1_000;

    private readonly LruCache<string, ConnectionPool> _own = new(MostOwners, TimeSpan.FromHours(1), clock);
    private readonly Lock _leaving = new();
    private volatile ConnectionPool _shared = new(first);

    /// <param name="owner">Empty: all.</param>
    public ConnectionPool Of(string owner) => owner.Length == 0 ? _shared : _own.GetOrAdd(owner, _ => new ConnectionPool(another()));

    /// <summary>Goes on with a new one; false when somebody else already has. Not disposed: what runs on it goes on, watched by its pings; idle connections leave with their time.</summary>
    public bool Leave(string owner, ConnectionPool pool)
    {
        lock (_leaving)
        {
            if (Of(owner) != pool)
                return false;
            var next = new ConnectionPool(another());
            if (owner.Length == 0)
                _shared = next;
            else
                _own.Set(owner, next);
            return true;
        }
    }

    public void Dispose()
    {
        _shared.Dispose();
        foreach (var (_, pool) in _own.All)
            pool.Dispose();
    }
}
