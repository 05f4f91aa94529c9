using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace AiBridge.Providers.Health;

/// <summary>What is remembered of names that clients choose: bounded, the least recently used leave first. Reading takes no lock.</summary>
/// <param name="capacity">Most entries kept.</param>
/// <param name="idle">An entry unused for longer is as good as gone.</param>
/// <param name="clock">Tells what was used when.</param>
internal sealed class LruCache<TKey, TValue>(int capacity, TimeSpan idle, TimeProvider clock)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();
    private readonly Lock _leaving = new();

    public IEnumerable<KeyValuePair<TKey, TValue>> All => _entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Value));

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        value = default;
        if (!_entries.TryGetValue(key, out var entry) || clock.GetElapsedTime(entry.UsedAt) > idle)
            return false;
        entry.UsedAt = clock.GetTimestamp();
        value = entry.Value;
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        _entries[key] = new Entry(value) { UsedAt = clock.GetTimestamp() };
        MakeRoom();
    }

    public TValue GetOrAdd(TKey key, Func<TKey, TValue> make)
    {
        if (TryGet(key, out var known))
            return known;
        var entry = _entries.GetOrAdd(key, static (name, make) => new Entry(make(name)), make);
        entry.UsedAt = clock.GetTimestamp();
        MakeRoom();
        return entry.Value;
    }

    public void Remove(TKey key) => _entries.TryRemove(key, out _);

    public void RemoveWhere(Func<TKey, bool> leaves)
    {
        foreach (var (key, _) in _entries)
        {
            if (leaves(key))
                _entries.TryRemove(key, out _);
        }
    }

    // A tenth leaves at once, so that the search for the oldest is paid once for many newcomers.
    private void MakeRoom()
    {
        if (_entries.Count <= capacity)
            return;
        lock (_leaving)
        {
            var surplus = _entries.Count - capacity;
            if (surplus <= 0)
                return;
            foreach (var (key, _) in _entries.ToArray().OrderBy(entry => entry.Value.UsedAt).Take(surplus + (capacity / 10)))
                _entries.TryRemove(key, out _);
        }
    }

    private sealed class Entry(TValue value)
    {
        private long _usedAt;

        public TValue Value => value;

        public long UsedAt
        {
            get => Volatile.Read(ref _usedAt);
            set => Volatile.Write(ref _usedAt, value);
        }
    }
}
