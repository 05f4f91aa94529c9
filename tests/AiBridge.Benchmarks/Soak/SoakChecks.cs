namespace AiBridge.Benchmarks.Soak;

/// <summary>One thing the soak must show.</summary>
/// <param name="Name">In words.</param>
/// <param name="Holds">Whether it was so.</param>
/// <param name="Seen">The figure.</param>
internal sealed record SoakCheck(string Name, bool Holds, string Seen);

/// <summary>What must be true when the load is over.</summary>
internal static class SoakChecks
{
    // What a collection leaves swings by some megabytes with the requests that happen to be open.
    private const double FlatHeapMegabytes = 6;
    private const double FlatResidentMegabytes = 10;
    private const int MostNamed = 5;

    public static IReadOnlyList<SoakCheck> Of(SoakResult result)
    {
        var faults = result.Outcomes.Where(outcome => outcome.IsFault).ToList();
        return
        [
            None("no answer other than the upstream's or the bridge's own, none hung", faults.Select(fault => $"{fault.Number} {fault.Kind}")),
            Check("every request sent has an outcome", result.Outcomes.Count == result.Load.Sent && result.Load.Sent > 0, $"{result.Outcomes.Count} of {result.Load.Sent}"),
            Check("no error in the bridge's log, no unhandled or unobserved exception", result.Log.Worse == 0, $"{result.Log.Worse} lines"),
            Check("the bridge ends by itself with 0", result.ExitCode == 0, $"{result.ExitCode}"),
            Check("every request body reached the upstream as it was sent", result.Upstream.ForeignBodies == 0, $"{result.Upstream.ForeignBodies} others"),
            Check("no upstream request runs on when all clients have gone", result.Upstream.InFlight == 0, $"{result.Upstream.InFlight}"),
            Check("no upstream connection stays open idle", result.Idle.Open == 0 || result.Plan.Idle == 0, $"{result.Idle.Open} of {result.Idle.Accepted}"),
            Flat("managed heap flat in the second half", result.Memory, sample => sample.HeapMegabytes, FlatHeapMegabytes),
            Flat("resident memory flat in the second half", result.Memory, sample => sample.ResidentMegabytes, FlatResidentMegabytes),
            .. Records(result),
        ];
    }

    private static IEnumerable<SoakCheck> Records(SoakResult result)
    {
        var byNumber = result.Rows.ToLookup(row => row.Number);
        var ids = result.Rows.ToLookup(row => row.Id);
        var answered = result.Outcomes.Where(outcome => outcome.Id is not null).ToList();
        var silent = result.Outcomes.Where(outcome => outcome.Id is null).Select(outcome => outcome.Number).ToHashSet();
        yield return None("every record is closed", result.Rows.Where(row => !row.IsClosed).Select(row => row.Id));
        yield return None("record ids are unique", ids.Where(same => same.Count() > 1).Select(same => same.Key));
        yield return None("no request has two records", byNumber.Where(same => same.Count() > 1).Select(same => $"{same.Key}"));
        yield return None("every id a client was given has its record", answered.Where(outcome => !ids[outcome.Id!].Any(row => row.Number == outcome.Number)).Select(outcome => outcome.Id!));
        yield return None("every request the upstream saw has its record", result.Upstream.Seen.Where(number => !byNumber[number].Any()).Select(number => $"{number}"));
        var unasked = result.Rows.Count(row => silent.Contains(row.Number));
        yield return Check("records = ids given + requests whose client left before", result.Rows.Count == answered.Count + unasked && unasked <= silent.Count, $"{result.Rows.Count} = {answered.Count} + {unasked} of {silent.Count}");
        yield return None(
            "the record says what the client saw",
            answered.Where(outcome => outcome.Record is not null && byNumber[outcome.Number].Any(row => row.Status != outcome.Record))
                .Select(outcome => $"{outcome.Number} {outcome.Kind}: {byNumber[outcome.Number].First().Status} {byNumber[outcome.Number].First().ErrorType}"));
    }

    private static SoakCheck Flat(string name, MemoryWatch memory, Func<MemorySample, double> value, double limit)
    {
        var (perMinute, growth, mean) = memory.SecondHalf(value);
        return Check(name, growth <= limit, FormattableString.Invariant($"{perMinute:+0.00;-0.00} MB/min, {growth:+0.0;-0.0} MB at {mean:F0} MB"));
    }

    private static SoakCheck None(string name, IEnumerable<string> found)
    {
        var all = found.ToList();
        return new SoakCheck(name, all.Count == 0, all.Count == 0 ? "0" : $"{all.Count}: {string.Join("; ", all.Take(MostNamed))}");
    }

    private static SoakCheck Check(string name, bool holds, string seen) => new(name, holds, seen);
}
