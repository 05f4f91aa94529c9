namespace AiBridge.Tests.Conventions;

/// <summary>Finds the ends of things in blanked code by counting brackets.</summary>
internal static class CodeScan
{
    /// <summary>The place of the bracket that closes the one at <paramref name="open"/>; the end of the code when none does.</summary>
    public static int Closing(string code, int open)
    {
        var depth = 0;
        for (var i = open; i < code.Length; i++)
        {
            depth += Step(code[i]);
            if (depth == 0)
                return i;
        }

        return code.Length - 1;
    }

    /// <summary>The first place from <paramref name="start"/> on, outside every bracket, that holds one of the characters.</summary>
    public static int Next(string code, int start, string wanted)
    {
        var depth = 0;
        for (var i = start; i < code.Length; i++)
        {
            if (depth == 0 && wanted.Contains(code[i]))
                return i;
            depth += Step(code[i]);
            if (depth < 0)
                break;
        }

        return -1;
    }

    /// <summary>What stands between the parentheses at <paramref name="open"/>, cut at its own commas.</summary>
    public static IReadOnlyList<string> Arguments(string code, int open)
    {
        var items = new List<string>();
        var angle = 0;
        var close = Closing(code, open);
        var start = open + 1;
        for (var i = start; i < close; i++)
        {
            if (Step(code[i]) > 0)
                i = Closing(code, i);
            else if (code[i] == '<')
                angle++;
            else if (code[i] == '>' && code[i - 1] != '=')
                angle--;
            else if (code[i] == ',' && angle <= 0)
            {
                items.Add(code[start..i].Trim());
                start = i + 1;
            }
        }

        if (code[start..close].Trim() is { Length: > 0 } last)
            items.Add(last);
        return items;
    }

    private static int Step(char c) => c switch
    {
        '(' or '[' or '{' => 1,
        ')' or ']' or '}' => -1,
        _ => 0,
    };
}
