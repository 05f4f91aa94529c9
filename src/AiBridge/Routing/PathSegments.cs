using System.Buffers;

namespace AiBridge.Routing;

/// <summary>What an upstream that tidies paths could make of one.</summary>
/// <param name="HasDots">It could read <c>.</c> or <c>..</c> as a segment: plain, escaped, with parameters behind (<c>..;</c>), or between escaped slashes.</param>
/// <param name="HasGaps">It could read two slashes as one.</param>
internal readonly record struct PathSegments(bool HasDots, bool HasGaps)
{
    private static readonly SearchValues<char> Separators = SearchValues.Create("/\\");

    /// <summary>Behind one of these stand parameters, or what a second reader takes for a query.</summary>
    private static readonly SearchValues<char> Ends = SearchValues.Create(";?#");

    /// <param name="path">Raw; empty, or begins with <c>/</c>.</param>
    public static PathSegments Of(ReadOnlySpan<char> path)
    {
        if (!LenientText.TryRead(path, out var read))
            return new PathSegments(HasDots: true, HasGaps: true);
        var (dots, gaps) = (false, false);
        while (!read.IsEmpty)
        {
            read = read[1..];
            var end = read.IndexOfAny(Separators);
            Look(end < 0 ? read : read[..end], isLast: end < 0, ref dots, ref gaps);
            read = end < 0 ? [] : read[end..];
        }

        return new PathSegments(dots, gaps);
    }

    private static void Look(ReadOnlySpan<char> segment, bool isLast, ref bool dots, ref bool gaps)
    {
        var end = segment.IndexOfAny(Ends);
        var (count, others) = (0, false);
        foreach (var c in end < 0 ? segment : segment[..end])
        {
            // Spaces and control characters are dropped by some.
            if (c == '.')
                count++;
            else if (c is > ' ' and not '\u007F')
                others = true;
        }

        dots |= !others && count is 1 or 2;
        gaps |= !others && count == 0 && !isLast;
    }
}
