namespace AiBridge.Protocols;

/// <summary>Shortens text.</summary>
internal static class CutText
{
    /// <summary>At most <paramref name="length"/> UTF-16 units; never half a surrogate pair.</summary>
    public static string To(string text, int length)
    {
        if (text.Length <= length)
            return text;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
