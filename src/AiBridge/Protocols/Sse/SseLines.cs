namespace AiBridge.Protocols.Sse;

/// <summary>Splits bytes at LF, CRLF and CR.</summary>
internal static class SseLines
{
    private const byte Lf = (byte)'\n';
    private const byte Cr = (byte)'\r';

    /// <summary>Takes the next line off the front; false, and nothing taken, when no line ends in <paramref name="rest"/>.</summary>
    /// <param name="rest">What is left; goes behind the line's end.</param>
    /// <param name="line">The line without its end.</param>
    /// <param name="cutCr">The line ended with a CR that is the last byte: an LF that comes next belongs to it.</param>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> line, out bool cutCr)
    {
        cutCr = false;
        line = default;
        var end = rest.IndexOfAny(Lf, Cr);
        if (end < 0)
            return false;
        line = rest[..end];
        var next = end + 1;
        if (rest[end] == Cr)
        {
            cutCr = next == rest.Length;
            if (!cutCr && rest[next] == Lf)
                next++;
        }

        rest = rest[next..];
        return true;
    }
}
