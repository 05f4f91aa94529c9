using System.Globalization;
using System.Text;

namespace AiBridge.Routing;

/// <summary>
/// A part of a request target as the most lenient reader behind the bridge could read it: escapes undone however often, forms that are longer
/// than they need be or look alike as the plain characters they stand for. Only for deciding; what goes out are the bytes as they came.
/// </summary>
internal static class LenientText
{
    /// <summary>Nobody writes an escape of an escape of an escape; who does means to hide something.</summary>
    private const int MostTimes = 6;

    private const string Other = "x";

    /// <returns>False: there is more to undo than anybody writes.</returns>
    public static bool TryRead(ReadOnlySpan<char> written, out ReadOnlySpan<char> read)
    {
        read = written;
        for (var times = 0; read.Contains('%'); times++)
        {
            if (times == MostTimes)
                return false;
            var once = new char[read.Length];
            var length = Undo(read, once);
            // What is left are no escapes.
            if (length == read.Length)
                return true;
            read = once.AsSpan(0, length);
        }

        return true;
    }

    private static int Undo(ReadOnlySpan<char> written, Span<char> once)
    {
        var length = 0;
        for (var at = 0; at < written.Length;)
        {
            if (Escape(written[at..], out var used) is not { } code)
            {
                once[length++] = written[at++];
                continue;
            }

            at += used + More(written[(at + used)..], ref code);
            foreach (var plain in Plain(code))
                once[length++] = plain;
        }

        return length;
    }

    /// <summary><c>%2E</c>, and <c>%u002E</c> of old servers.</summary>
    private static int? Escape(ReadOnlySpan<char> text, out int length)
    {
        var wide = text.Length > 1 && text[0] == '%' && text[1] is 'u' or 'U';
        var digits = wide ? 4 : 2;
        var begin = wide ? 2 : 1;
        length = begin + digits;
        return text.Length >= length && text[0] == '%' && int.TryParse(text[begin..length], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) ? code : null;
    }

    /// <summary>The escapes that belong to a leading byte of UTF-8, whether or not the form is the shortest.</summary>
    private static int More(ReadOnlySpan<char> text, ref int code)
    {
        var count = code switch { >= 0xC0 and < 0xE0 => 1, >= 0xE0 and < 0xF0 => 2, >= 0xF0 and < 0xF8 => 3, _ => 0 };
        var value = code & (0x3F >> count);
        var used = 0;
        for (var i = 0; i < count; i++)
        {
            if (Escape(text[used..], out var length) is not (>= 0x80 and < 0xC0 and var next))
                return 0;
            value = (value << 6) | (next & 0x3F);
            used += length;
        }

        if (count > 0)
            code = value;
        return used;
    }

    private static string Plain(int code) => code switch
    {
        < 0x80 => ((char)code).ToString(),
        >= 0xFF01 and <= 0xFF5E => ((char)(code - 0xFEE0)).ToString(),
        0x2024 or 0xFE52 => ".",
        0x2025 => "..",
        0x2044 or 0x2215 => "/",
        0x2216 or 0xFE68 => "\\",
        _ => IsNothing(code) ? "" : Other,
    };

    /// <summary>What readers drop that tidy a text up: spaces of any width, soft hyphens, joiners, marks of direction, fillers, selectors. Latin-1 where the escape stands alone.</summary>
    private static bool IsNothing(int code) => code is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x3164 or 0xFFA0 or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF)
        || (Rune.IsValid(code) && Rune.GetUnicodeCategory(new Rune(code)) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
