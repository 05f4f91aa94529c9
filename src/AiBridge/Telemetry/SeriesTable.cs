using System.Collections.Concurrent;

namespace AiBridge.Telemetry;

/// <summary>
/// What is kept for each combination of labels that clients choose: the values of each are few, but not what they can be combined to.
/// The first so many are told apart, for the life of the process; of what comes later there is one a provider.
/// </summary>
/// <param name="most">How many are told apart.</param>
/// <param name="make">Makes what is kept, once for each.</param>
internal sealed class SeriesTable<TSeries>(int most, Func<SeriesKey, TSeries> make)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<SeriesKey, TSeries> _known = new();
    private int _count;

    public TSeries Of(in SeriesKey key)
    {
        if (_known.TryGetValue(key, out var known))
            return known;
        return Volatile.Read(ref _count) >= most && _known.TryGetValue(key.Rest, out var rest) ? rest : Add(key);
    }

    private TSeries Add(SeriesKey key)
    {
        lock (_gate)
        {
            var told = _count < most ? key : key.Rest;
            if (_known.TryGetValue(told, out var known))
                return known;
            var made = make(told);
            _known[told] = made;
            if (told == key)
                Volatile.Write(ref _count, _count + 1);
            return made;
        }
    }
}
