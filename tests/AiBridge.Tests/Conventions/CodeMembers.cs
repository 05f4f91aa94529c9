using System.Text.RegularExpressions;

namespace AiBridge.Tests.Conventions;

/// <summary>Cuts blanked code into the members of its types. Field initialisers (tables of data) are no members here.</summary>
internal static class CodeMembers
{
    private static readonly Regex TypeHeader = new(@"\b(class|struct|interface|enum|record)\s+(?!where\b)[A-Za-z_]\w*", RegexOptions.Compiled);
    private static readonly Regex EnumHeader = new(@"\benum\s", RegexOptions.Compiled);
    private static readonly Regex NamespaceHeader = new(@"^\s*namespace\s", RegexOptions.Compiled);

    public static IEnumerable<(int Start, int End)> Of(string code)
    {
        var position = 0;
        while (position < code.Length)
        {
            if (char.IsWhiteSpace(code[position]) || code[position] == '}')
            {
                position++;
                continue;
            }

            var start = position;
            var headerEnd = CodeScan.Next(code, start, "{;=");
            while (headerEnd >= 0 && code[headerEnd] == '=' && IsOperator(code, headerEnd))
                headerEnd = CodeScan.Next(code, headerEnd + 2, "{;=");
            if (headerEnd < 0)
                yield break;
            position = AfterDeclaration(code, start, headerEnd, out var isMember);
            if (isMember)
                yield return (start, position - 1);
        }
    }

    private static int AfterDeclaration(string code, int start, int headerEnd, out bool isMember)
    {
        var header = code[start..headerEnd];
        var isBlock = code[headerEnd] == '{';
        isMember = false;
        if (isBlock && (NamespaceHeader.IsMatch(header) || (TypeHeader.IsMatch(header) && !EnumHeader.IsMatch(header))))
            return headerEnd + 1;
        var isArrow = code[headerEnd] == '=' && headerEnd + 1 < code.Length && code[headerEnd + 1] == '>';
        isMember = (isBlock && !EnumHeader.IsMatch(header)) || isArrow;
        var end = isBlock ? CodeScan.Closing(code, headerEnd) : CodeScan.Next(code, headerEnd, ";");
        return end < 0 ? code.Length : end + 1;
    }

    // A declared == or the like; an arrow ends a header.
    private static bool IsOperator(string code, int equals) =>
        (equals + 1 < code.Length && code[equals + 1] == '=') || (equals > 0 && "!<>".Contains(code[equals - 1]));
}
