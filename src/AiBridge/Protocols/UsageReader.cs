using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>
/// Reads a usage object. Every protocol's is cumulative, so what is read last stands and nothing is added up; a count that is
/// absent or <c>null</c> leaves what an earlier event said. Fractions and texts are no counts.
/// </summary>
/// <param name="names">Which counts have a column; the others are kept by name (<see cref="UsageNames"/>).</param>
internal sealed class UsageReader(UsageColumns names)
{
    /// <summary>A provider may invent names; this many are enough.</summary>
    private const int MaxExtra = 64;

    public void Read(JsonValue usage, TokenUsage into)
    {
        if (!usage.IsObject)
            return;
        var counts = new UsageCounts();
        foreach (var member in usage.Members())
        {
            var name = member.Key.Decode();
            if (member.Value.IsObject)
                ReadDetails(name, member.Value, ref counts, into);
            else if (member.Value.AsInteger() is { } count and >= 0 && !Column(name, count, ref counts) && !names.Ignored.Contains(name))
                Keep(UsageNames.Of(name), count, into);
        }

        counts.Store(into, names.InputHoldsCache);
    }

    private void ReadDetails(string container, JsonValue details, ref UsageCounts counts, TokenUsage into)
    {
        foreach (var member in details.Members())
        {
            if (member.Value.AsInteger() is not ({ } count and >= 0))
                continue;
            var name = member.Key.Decode();
            if (!DetailColumn(name, count, ref counts))
                Keep(UsageNames.Of(container, name), count, into);
        }
    }

    private bool Column(string name, long count, ref UsageCounts counts)
    {
        if (names.Input.Contains(name))
            counts.Input = count;
        else if (names.Output.Contains(name))
            counts.Output = count;
        else
            return DetailColumn(name, count, ref counts);
        return true;
    }

    private bool DetailColumn(string name, long count, ref UsageCounts counts)
    {
        if (names.CacheRead.Contains(name))
            counts.CacheRead = count;
        else if (names.CacheWrite.Contains(name))
            counts.CacheWrite = count;
        else
            return false;
        return true;
    }

    private static void Keep(string name, long count, TokenUsage into)
    {
        if (into.Extra.Count < MaxExtra || into.Extra.ContainsKey(name))
            into.Extra[name] = count;
    }

    private struct UsageCounts
    {
        public long? Input;
        public long? Output;
        public long? CacheRead;
        public long? CacheWrite;

        public readonly void Store(TokenUsage into, bool inputHoldsCache)
        {
            into.Output = Output ?? into.Output;
            into.CacheRead = CacheRead ?? into.CacheRead;
            into.CacheWrite = CacheWrite ?? into.CacheWrite;
            if (Input is not { } input)
                return;
            var cached = inputHoldsCache ? (CacheRead ?? 0) + (CacheWrite ?? 0) : 0;
            into.Input = Math.Max(0, input - cached);
        }
    }
}
