using System.Text;
using OpenTelemetry;

namespace AiBridge.Telemetry;

/// <summary>
/// What goes to a collector at once. Receivers refuse a message above 4 MB (gRPC's default) with all that is in it: so every text is cut, and
/// only so many spans or lines go together that the longest of them stay below.
/// </summary>
internal static class ExportLimits
{
    /// <summary>Bytes of a prompt, a thought or a tool's input, as it stands in JSON (UTF-8, escaped).</summary>
    public const int LongestContent = 8 * 1024;

    /// <summary>Bytes of all that an answer says.</summary>
    public const int LongestContents = 2 * LongestContent;

    /// <summary>Characters of what a request says of itself: its path, its query, its user agent.</summary>
    public const int LongestOther = 1024;

    /// <summary>Spans, or lines, in one message. A span with an answer's texts has that answer's <c>stream</c> before it, which has none: at most every other one is as long as may be.</summary>
    private const int MostTogether = 200;

    public static void Apply<T>(BatchExportProcessorOptions<T> options)
        where T : class =>
        options.MaxExportBatchSize = Math.Min(options.MaxExportBatchSize, MostTogether);

    /// <summary>The text, or as much of its beginning as there is room for, marked with <c>…</c>; never a part of a character.</summary>
    /// <param name="text">Any.</param>
    /// <param name="bytes">At most.</param>
    public static string Cut(string text, int bytes = LongestContent)
    {
        // Most texts are short, whatever their characters are.
        if (text.Length <= bytes / Longest)
            return text;
        var (left, length) = (bytes, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            left -= Cost(rune);
            if (left < 0)
                return text[..length] + "…";
            length += rune.Utf16SequenceLength;
        }

        return text;
    }

    private const int Longest = 12;

    /// <summary>What an encoder of JSON may make of it: all it does not know to be harmless it escapes.</summary>
    private static int Cost(Rune rune) => rune.Value switch
    {
        '"' or '\\' or '\n' or '\r' or '\t' => 2,
        >= 0x20 and < 0x7F => 1,
        < 0xA0 => 6,
        <= 0xFFFF => Rune.IsLetterOrDigit(rune) || Rune.IsPunctuation(rune) || Rune.IsSymbol(rune) ? rune.Utf8SequenceLength : 6,
        _ => Longest,
    };
}
