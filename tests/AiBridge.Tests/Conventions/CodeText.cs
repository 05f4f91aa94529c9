using System.Text.RegularExpressions;

namespace AiBridge.Tests.Conventions;

/// <summary>Blanks what is not code, so that rules can look at the rest with plain patterns.</summary>
internal static class CodeText
{
    // In this order: raw strings before plain ones, verbatim before plain, comments where no string began.
    private static readonly Regex NotCode = new(
        """"
        (?<raw>\$*("{3,})[\s\S]*?\1(?!")) | (?<verbatim>(\$@|@\$|@)"([^"]|"")*") | (?<plain>\$?"(\\.|[^"\\\n])*") | (?<char>'(\\.[^']*|[^'\\\n])') | (?<line>//[^\n]*) | (?<block>/\*[\s\S]*?\*/)
        """",
        RegexOptions.Compiled | RegexOptions.IgnorePatternWhitespace);

    private static readonly Regex Visible = new(@"\S", RegexOptions.Compiled);

    public static string Of(string text) => NotCode.Replace(text, match => Visible.Replace(match.Value, " "));
}
