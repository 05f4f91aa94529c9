using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Hostile;

/// <summary>A table in <c>Fixtures/hostile</c>: a row a line, cells between bars, comments behind <c>#</c>.</summary>
internal static class Table
{
    /// <summary>Every row with what may be spoken to the bridge.</summary>
    public static TheoryData<string, Wire> Rows(string name)
    {
        var rows = new TheoryData<string, Wire>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "hostile", name + ".txt")).Where(line => line.Length > 0 && line[0] != '#'))
        {
            rows.Add(line, Wire.Plain);
            rows.Add(line, Wire.Http2);
        }

        return rows;
    }

    /// <summary>The cells, with the bridge's token where it is meant, and <c>\xHH</c> as the character.</summary>
    public static string[] Cells(string row, Bridge bridge) =>
    [
        .. row.Split(" | ").Select(cell => System.Text.RegularExpressions.Regex.Replace(cell, @"\\x[0-9A-F]{2}", escape => ((char)Convert.ToByte(escape.Value[2..], 16)).ToString())
            .Replace("{token}", bridge.ProjectToken, StringComparison.Ordinal)
            .Replace("{bare}", bridge.ProjectToken[4..], StringComparison.Ordinal)
            .Replace("{basicx}", Convert.ToBase64String(Traffic.Utf8("user:x" + bridge.ProjectToken)), StringComparison.Ordinal)
            .Replace("{basic}", Convert.ToBase64String(Traffic.Utf8("user:" + bridge.ProjectToken)), StringComparison.Ordinal)),
    ];

    /// <summary>Name and value of a header line; blanks before the value stay.</summary>
    public static (string Name, string Value) Header(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return (line[..colon], line[(colon + 1)..].TrimStart(' '));
    }
}
