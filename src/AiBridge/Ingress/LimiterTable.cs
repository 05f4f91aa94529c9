using System.Collections.Concurrent;

namespace AiBridge.Ingress;

/// <summary>The limiters in use, by id. Idle ones leave when the table has doubled.</summary>
internal sealed class LimiterTable(TimeProvider clock)
{
    private const int SmallestSweep = 1_000;

    private readonly ConcurrentDictionary<string, Limiter> _limiters = new(StringComparer.Ordinal);
    private int _sweepAt = SmallestSweep;

    public int Count => _limiters.Count;

    /// <summary>The id's limiter with one more in flight; null when <paramref name="limit"/> (0 is none) are in flight already.</summary>
    public Limiter? Join(string id, int limit)
    {
        while (true)
        {
            if (!_limiters.TryGetValue(id, out var limiter))
                limiter = Add(id);
            switch (limiter.TryJoin(limit))
            {
                case Joining.Joined:
                    return limiter;
                case Joining.Full:
                    return null;
                default:
                    _limiters.TryRemove(KeyValuePair.Create(id, limiter));
                    break;
            }
        }
    }

    public Limiter? Find(string id) => _limiters.GetValueOrDefault(id);

    private Limiter Add(string id)
    {
        var limiter = _limiters.GetOrAdd(id, static (_, clock) => new Limiter(clock), clock);
        var sweepAt = Volatile.Read(ref _sweepAt);
        if (_limiters.Count >= sweepAt && Interlocked.CompareExchange(ref _sweepAt, int.MaxValue, sweepAt) == sweepAt)
        {
            Sweep();
            Volatile.Write(ref _sweepAt, Math.Max(SmallestSweep, 2 * _limiters.Count));
        }

        return limiter;
    }

    private void Sweep()
    {
        foreach (var entry in _limiters)
        {
            if (entry.Value.TryRetire())
                _limiters.TryRemove(entry);
        }
    }
}
