using System.Collections.Concurrent;

namespace AiBridge.Telemetry;

/// <summary>
/// Combinations of labels that clients choose: the values of each are few, but not what they can be combined to. The first so many
/// are told apart, for the life of the process.
/// </summary>
internal sealed class LabelSets(int most)
{
    private readonly ConcurrentDictionary<(string Provider, string Model, string Client, string Project), byte> _known = new();
    private int _count;

    /// <summary>How many there can be at most.</summary>
    public int Most => most;

    /// <summary>Whether the combination is told apart; else each of its values is <c>other</c>.</summary>
    public bool Admits(string provider, string model, string client, string project)
    {
        var set = (provider, model, client, project);
        if (_known.ContainsKey(set))
            return true;
        if (Volatile.Read(ref _count) >= most)
            return false;
        if (_known.TryAdd(set, 0))
            Interlocked.Increment(ref _count);
        return true;
    }
}
