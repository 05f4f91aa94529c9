namespace AiBridge.Protocols;

/// <summary>Shortens text.</summary>
internal static class CutText
{
    private const int LongestWord = 256;

    /// <summary>A name, model or id as it is stored: a longer one ends in <c>…</c>.</summary>
    public static string Word(string text) => text.Length <= LongestWord ? text : To(text, LongestWord) + "…";

    /// <summary>At most <paramref name="length"/> UTF-16 units; never half a surrogate pair.</summary>
    public static string To(string text, int length)
    {
        if (text.Length <= length)
            return text;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
