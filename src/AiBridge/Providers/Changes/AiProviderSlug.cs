using System.Globalization;
using System.Text;

namespace AiBridge.Providers.Changes;

/// <summary>Makes a route prefix of a label: <c>My Clàude (EU)</c> becomes <c>my-claude-eu</c>.</summary>
internal static class AiProviderSlug
{
    /// <summary>The letters from U+00E0 on without their accents. The runtime would know, but not without the data of all cultures.</summary>
    private const string Plain = "aaaaaaaceeeeiiiidnooooo-ouuuuyty";

    /// <summary>May be no good provider name; then the caller has to give one.</summary>
    public static string Of(string label)
    {
        var slug = new StringBuilder(label.Length);
        foreach (var c in label.Select(char.ToLowerInvariant).Select(c => c is >= 'à' and <= 'ÿ' ? Plain[c - 'à'] : c))
        {
            if (char.IsAsciiLetterOrDigit(c))
                slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-' && char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                slug.Append('-');
        }

        return slug.ToString().TrimEnd('-');
    }
}
