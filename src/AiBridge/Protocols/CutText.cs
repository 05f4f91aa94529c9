namespace AiBridge.Protocols;

/// <summary>Shortens text.</summary>
internal static class CutText
{
    /// <summary>Characters of a model, an id or a name that are kept: longer than any that is known, and short enough for an index and a list.</summary>
    public const int LongestWord = 256;

    /// <summary>A name, model or id as it is stored: a longer one ends in <c>…</c>.</summary>
    public static string Word(string text) => text.Length <= LongestWord ? text : To(text, LongestWord) + "…";

    /// <summary>Whether it is one of which the end is missing: two of them may be alike and yet not the same.</summary>
    public static bool IsCut(string word) => word.Length >= LongestWord && word[^1] == '…';

    /// <summary>At most <paramref name="length"/> UTF-16 units; never half a surrogate pair.</summary>
    public static string To(string text, int length)
    {
        if (text.Length <= length)
            return text;
        return length == 0 ? "" : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
