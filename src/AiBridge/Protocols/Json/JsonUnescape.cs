using System.Buffers;
using System.Globalization;
using System.Text;

namespace AiBridge.Protocols.Json;

/// <summary>
/// Resolves the escapes of a JSON string and never fails: an escape that JSON does not know stays as it was sent; half a
/// surrogate pair, bytes that are no UTF-8 and U+0000 (which PostgreSQL cannot store) become U+FFFD.
/// </summary>
internal static class JsonUnescape
{
    private const char Replacement = '\uFFFD';

    public static string ToText(ReadOnlySpan<byte> raw)
    {
        // A byte gives at most one UTF-16 unit, an escape of six bytes one as well.
        var rented = ArrayPool<char>.Shared.Rent(raw.Length);
        try
        {
            return new string(rented, 0, IntoText(raw, rented));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    /// <summary>The same into a place for at least as many characters as there are bytes; returns how many it took.</summary>
    public static int IntoText(ReadOnlySpan<byte> raw, Span<char> text)
    {
        var length = Into(raw, text);
        Mend(text[..length]);
        return length;
    }

    private static int Into(ReadOnlySpan<byte> raw, Span<char> text)
    {
        var written = 0;
        while (!raw.IsEmpty)
        {
            var plain = raw.IndexOf((byte)'\\');
            if (plain < 0)
                plain = raw.Length;
            written += Encoding.UTF8.GetChars(raw[..plain], text[written..]);
            raw = raw[plain..];
            if (!raw.IsEmpty)
                raw = raw[Escape(raw, text, ref written)..];
        }

        return written;
    }

    /// <summary>Resolves the escape that <paramref name="raw"/> begins with; the bytes it took.</summary>
    private static int Escape(ReadOnlySpan<byte> raw, Span<char> text, ref int written)
    {
        var resolved = raw.Length < 2 ? '\0' : raw[1] switch
        {
            (byte)'n' => '\n',
            (byte)'t' => '\t',
            (byte)'r' => '\r',
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'"' => '"',
            (byte)'\\' => '\\',
            (byte)'/' => '/',
            _ => '\0',
        };
        if (resolved != '\0')
        {
            text[written++] = resolved;
            return 2;
        }

        if (raw.Length >= 6 && raw[1] == (byte)'u'
            && ushort.TryParse(raw.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            text[written++] = (char)unit;
            return 6;
        }

        text[written++] = '\\';
        return 1;
    }

    private static void Mend(Span<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]) || text[i] == '\0')
                text[i] = Replacement;
        }
    }
}
