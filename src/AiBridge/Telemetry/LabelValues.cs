using System.Collections.Concurrent;

namespace AiBridge.Telemetry;

/// <summary>The values of one label that clients choose: the first so many are told apart, whatever comes later is <c>other</c>, for the life of the process.</summary>
internal sealed class LabelValues(Func<int> most)
{
    public const string Other = "other";

    /// <summary>Label values are kept for ever, and read by people.</summary>
    private const int Longest = 128;

    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The value, <c>unknown</c> for an empty one, or <c>other</c>.</summary>
    public string Of(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "unknown";
        return _known.TryGetValue(value, out var known) ? known : Admit(value);
    }

    // Counted beside: the dictionary's own count takes all of its locks.
    private string Admit(string value)
    {
        if (value.Length > Longest || Volatile.Read(ref _count) >= most())
            return Other;
        if (_known.TryAdd(value, value))
            Interlocked.Increment(ref _count);
        return value;
    }
}
