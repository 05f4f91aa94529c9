using System.Collections.Concurrent;

namespace AiBridge.Telemetry;

/// <summary>
/// The values of one label that clients choose: the first so many are told apart, whatever comes later is <c>other</c>, for the life of the process. Who
/// brings them gets no more places than it leaves for others.
/// </summary>
internal sealed class LabelValues(Func<int> most)
{
    public const string Other = "other";

    /// <summary>Label values are kept for ever, and read by people.</summary>
    private const int Longest = 128;

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _brought = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The value, <c>unknown</c> for an empty one, or <c>other</c> where it is not told apart, or not yet.</summary>
    public string Known(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "unknown";
        return _known.TryGetValue(value, out var known) ? known : Other;
    }

    /// <summary>The same, of a value that is to be told apart from now on.</summary>
    /// <param name="value">It must be good for something: a made-up one would have its place for ever.</param>
    /// <param name="by">The project that brings it.</param>
    public string Of(string? value, string by)
    {
        var known = Known(value);
        return ReferenceEquals(known, Other) ? Admit(value!, by) : known;
    }

    /// <summary>The same, of a value that is no caller's choice.</summary>
    public string Of(string? value) => Of(value, value ?? "");

    private string Admit(string value, string by)
    {
        if (value.Length > Longest || Volatile.Read(ref _count) >= most())
            return Other;
        lock (_gate)
        {
            if (_known.TryGetValue(value, out var known))
                return known;
            var brought = _brought.GetValueOrDefault(by);
            if (brought + _count >= most())
                return Other;
            _brought[by] = brought + 1;
            _known[value] = value;
            Volatile.Write(ref _count, _count + 1);
            return value;
        }
    }
}
