using System.Globalization;
using AiBridge.Contracts;

namespace AiBridge.Projects.Paging;

/// <summary>Makes pages of lists.</summary>
internal static class Pages
{
    /// <param name="found">Up to one more than the limit; that one only says that there is a next page.</param>
    /// <param name="limit">Items a page.</param>
    /// <param name="cursorAfter">The cursor of what follows an item.</param>
    public static Page<T> Of<T>(IReadOnlyList<T> found, int limit, Func<T, string> cursorAfter) =>
        found.Count > limit ? new Page<T>([.. found.Take(limit)], cursorAfter(found[limit - 1])) : new Page<T>(found, null);
}

internal static class PageLimit
{
    public const int Default = 50;
    public const int Max = 200;

    public static readonly string Problem = $"must be a whole number from 1 to {Max}";

    /// <exception cref="RefusedException">400: not a whole number from 1 to 200.</exception>
    public static int Read(string? text, int otherwise = Default)
    {
        if (text is null)
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= Max
            ? limit
            : throw RefusedException.Invalid("limit", Problem);
    }
}
