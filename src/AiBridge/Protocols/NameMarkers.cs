using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace AiBridge.Protocols;

/// <summary>
/// Whether a body may name things at all: nearly none does, and is looked through once for a few bytes, in any case of letters, wherever they stand. Only
/// one that may is walked.
/// </summary>
internal static class NameMarkers
{
    /// <summary>Of the shortest end that is looked for, with what stands before it.</summary>
    private const int Window = 4;

    /// <param name="body">As sent, unpacked.</param>
    /// <param name="hasItems">It is Responses', whose items may stand for others.</param>
    /// <param name="deep">It must be walked to its depths; else its items alone.</param>
    public static bool Find(ReadOnlySpan<byte> body, bool hasItems, out bool deep)
    {
        var any = deep = HasEscapedLetters(body);
        for (int at, from = 0; !deep && (at = NextEnd(body, from)) >= 0; from = at - Window + 2)
        {
            var value = body[(at + 1)..].TrimStart(" \t\r\n"u8);
            if (!value.StartsWith(":"u8))
                continue;
            var name = body[..at];
            deep = Is(name, "file_id"u8) || Is(name, "file_ids"u8) || Is(name, "vector_store_ids"u8) || Is(name, "skill_id"u8) || Is(name, "container"u8) || Is(name, "container_id"u8);
            any |= deep || (hasItems && Is(name, "id"u8) && value[1..].TrimStart(" \t\r\n"u8).StartsWith("\""u8));
        }

        return any;
    }

    private static bool Is(ReadOnlySpan<byte> before, ReadOnlySpan<byte> name) =>
        before.Length > name.Length && before[^(name.Length + 1)] == (byte)'"' && Ascii.EqualsIgnoreCase(before[^name.Length..], name);

    /// <summary>A letter or an underscore that is written as an escape hides a name.</summary>
    private static bool HasEscapedLetters(ReadOnlySpan<byte> text)
    {
        for (int at; (at = text.IndexOf("\\u00"u8)) >= 0; text = text[(at + 4)..])
        {
            if (text.Length > at + 4 && text[at + 4] is >= (byte)'4' and <= (byte)'7')
                return true;
        }

        return false;
    }

    /// <summary>Where the next quote stands behind <c>id</c>, <c>ids</c> or <c>ner</c>; -1 where none does any more.</summary>
    private static int NextEnd(ReadOnlySpan<byte> text, int from)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var at = from;
        for (; text.Length - at >= Vector256<byte>.Count + Window - 1; at += Vector256<byte>.Count)
        {
            var (first, second, third) = (Folded(ref start, at), Folded(ref start, at + 1), Folded(ref start, at + 2));
            var quote = Vector256.Equals(Vector256.LoadUnsafe(ref start, (nuint)at + 3), Vector256.Create((byte)'"'));
            var id = Is(second, 'i') & Is(third, 'd');
            var ids = Is(first, 'i') & Is(second, 'd') & Is(third, 's');
            var ner = Is(first, 'n') & Is(second, 'e') & Is(third, 'r');
            var ends = (quote & (id | ids | ner)).ExtractMostSignificantBits();
            if (ends != 0)
                return at + Window - 1 + BitOperations.TrailingZeroCount(ends);
        }

        for (; at + Window <= text.Length; at++)
        {
            if (text[at + 3] == (byte)'"' && IsEnd(text.Slice(at, Window - 1)))
                return at + Window - 1;
        }

        return -1;
    }

    private static bool IsEnd(ReadOnlySpan<byte> end) =>
        Ascii.EqualsIgnoreCase(end[1..], "id"u8) || Ascii.EqualsIgnoreCase(end, "ids"u8) || Ascii.EqualsIgnoreCase(end, "ner"u8);

    private static Vector256<byte> Folded(ref byte start, int at) => Vector256.LoadUnsafe(ref start, (nuint)at) | Vector256.Create((byte)0x20);

    private static Vector256<byte> Is(Vector256<byte> bytes, char letter) => Vector256.Equals(bytes, Vector256.Create((byte)letter));
}
