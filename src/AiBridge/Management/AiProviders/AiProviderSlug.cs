using System.Text;

namespace AiBridge.Management.AiProviders;

/// <summary>Makes a route prefix of a label: <c>My Claude (EU)</c> becomes <c>my-claude-eu</c>.</summary>
internal static class AiProviderSlug
{
    /// <summary>May be no good provider name; then the caller has to give one.</summary>
    public static string Of(string label)
    {
        var slug = new StringBuilder(label.Length);
        foreach (var c in label.Normalize(NormalizationForm.FormKD))
        {
            if (char.IsAsciiLetterOrDigit(c))
                slug.Append(char.ToLowerInvariant(c));
            else if (slug.Length > 0 && slug[^1] != '-' && !IsMark(c))
                slug.Append('-');
        }

        return slug.ToString().TrimEnd('-');
    }

    // What is left of an accented letter.
    private static bool IsMark(char c) => char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.NonSpacingMark;
}
