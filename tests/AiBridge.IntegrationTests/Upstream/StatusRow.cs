using AiBridge.Tests;


namespace AiBridge.IntegrationTests.Upstream;

/// <summary>One row of the status table.</summary>
internal sealed record StatusRow(string Text, string Route, int Keys, string[] Answers, string Calls, string Seen, string States, string Record)
{
    /// <summary>Only a stream can answer so.</summary>
    public bool InBand => Answers.Any(answer => answer.StartsWith("event:", StringComparison.Ordinal) || answer.StartsWith("died:", StringComparison.Ordinal));

    public static IReadOnlyList<StatusRow> Read() =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "upstream", "status-table.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(Parse),
    ];

    /// <summary>The ways the row is played.</summary>
    public IEnumerable<(KnownProtocol Protocol, bool Streaming)> Plays() => Route switch
    {
        "bridged" => from protocol in Enum.GetValues<KnownProtocol>()
                     from streaming in (bool[])[true, false]
                     where streaming || !InBand
                     select (protocol, streaming),
        "post" => [(KnownProtocol.AnthropicMessages, false)],
        _ => [(KnownProtocol.AnthropicMessages, false), (KnownProtocol.OpenAiChat, false)],
    };

    private static StatusRow Parse(string line)
    {
        var cells = line.Split('|', StringSplitOptions.TrimEntries);
        return new StatusRow(
            line,
            cells[0],
            int.Parse(cells[1], System.Globalization.CultureInfo.InvariantCulture),
            cells[2].Split(' '),
            cells[3],
            cells[4],
            cells[5],
            cells[6]);
    }
}
