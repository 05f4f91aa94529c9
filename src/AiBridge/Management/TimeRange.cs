using AiBridge.Projects;
using AiBridge.Storage;
using AiBridge.Storage.Rows;

namespace AiBridge.Management;

/// <summary>From a time on and before another, in Unix milliseconds; null is open.</summary>
internal sealed record TimeRange(long? From, long? Before)
{
    /// <exception cref="RefusedException">400: a value is no time.</exception>
    public static TimeRange Read(string fromParameter, string? from, string beforeParameter, string? before) =>
        new(Milliseconds(fromParameter, from), Milliseconds(beforeParameter, before));

    /// <summary>By id: ids begin with their milliseconds, so that whatever index orders a list also bounds its time.</summary>
    public IQueryable<InterceptionRow> Narrow(IQueryable<InterceptionRow> rows)
    {
        if (From is { } from)
        {
            var lowest = TimeOrderedId.LowestAt(from);
            rows = rows.Where(row => row.Id >= lowest);
        }

        if (Before is { } before)
        {
            var lowest = TimeOrderedId.LowestAt(before);
            rows = rows.Where(row => row.Id < lowest);
        }

        return rows;
    }

    private static long? Milliseconds(string parameter, string? text)
    {
        if (text is null)
            return null;
        if (IsoTime.TryParse(text, out var time))
            return time.ToUnixTimeMilliseconds();
        throw RefusedException.Invalid(parameter, IsoTime.Problem);
    }
}
