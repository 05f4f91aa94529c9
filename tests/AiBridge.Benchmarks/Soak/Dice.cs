namespace AiBridge.Benchmarks.Soak;

/// <summary>A stream of random numbers that is the same in every process and run for the same seed (SplitMix64); neighbouring seeds have nothing in common.</summary>
internal sealed class Dice
{
    private ulong _state;

    public Dice(int seed, int number, int attempt)
    {
        _state = (ulong)(uint)seed;
        _state = Next() ^ (uint)number;
        _state = Next() ^ (uint)attempt;
    }

    /// <summary>0 to one below the limit.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);

    public bool Chance(int percent) => Below(100) < percent;

    /// <summary>One of the entries, each as often as its weight says.</summary>
    public T Pick<T>(IReadOnlyList<(int Weight, T Value)> entries)
    {
        var left = Below(entries.Sum(entry => entry.Weight));
        foreach (var (weight, value) in entries)
        {
            left -= weight;
            if (left < 0)
                return value;
        }

        throw new InvalidOperationException("weights do not add up");
    }

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
