using System.Collections.Concurrent;

namespace AiBridge.Telemetry;

/// <summary>
/// What is kept for each combination of labels that clients choose: the values of each are few, but not what they can be combined to.
/// The first so many are told apart, for the life of the process, of which a project brings no more than it leaves for others; of what comes later
/// there is one a provider.
/// </summary>
/// <param name="most">How many are told apart.</param>
/// <param name="make">Makes what is kept, once for each.</param>
internal sealed class SeriesTable<TSeries>(int most, Func<SeriesKey, TSeries> make)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<SeriesKey, TSeries> _known = new();
    private readonly Dictionary<string, int> _brought = new(StringComparer.Ordinal);
    private int _count;

    /// <param name="key">The combination.</param>
    /// <param name="by">The project that brings it; empty where no caller's choice is in it.</param>
    public TSeries Of(in SeriesKey key, string by = "")
    {
        if (_known.TryGetValue(key, out var known))
            return known;
        return Volatile.Read(ref _count) >= most && _known.TryGetValue(key.Rest, out var rest) ? rest : Add(key, by);
    }

    private TSeries Add(SeriesKey key, string by)
    {
        lock (_gate)
        {
            var brought = by.Length > 0 ? _brought.GetValueOrDefault(by) : 0;
            var told = brought + _count < most ? key : key.Rest;
            if (_known.TryGetValue(told, out var known))
                return known;
            var made = make(told);
            _known[told] = made;
            if (told == key)
            {
                Volatile.Write(ref _count, _count + 1);
                if (by.Length > 0)
                    _brought[by] = brought + 1;
            }

            return made;
        }
    }
}
