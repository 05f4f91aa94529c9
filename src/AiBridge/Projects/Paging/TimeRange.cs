using AiBridge.Storage;

namespace AiBridge.Projects.Paging;

/// <summary>From a time on and before another, in Unix milliseconds; null is open.</summary>
internal sealed record TimeRange(long? From, long? Before)
{
    /// <exception cref="RefusedException">400: a value is no time.</exception>
    public static TimeRange Read(string fromParameter, string? from, string beforeParameter, string? before) =>
        new(Milliseconds(fromParameter, from), Milliseconds(beforeParameter, before));

    /// <summary>The least id of that time: ids begin with their milliseconds, so that whatever index orders a list also bounds its time. Null: open.</summary>
    public Guid? LowestId => From is { } from ? TimeOrderedId.LowestAt(from) : null;

    /// <summary>The least id after that time; null: open.</summary>
    public Guid? IdAfter => Before is { } before ? TimeOrderedId.LowestAt(before) : null;

    private static long? Milliseconds(string parameter, string? text)
    {
        if (text is null)
            return null;
        if (IsoTime.TryParse(text, out var time))
            return time.ToUnixTimeMilliseconds();
        throw RefusedException.Invalid(parameter, IsoTime.Problem);
    }
}
