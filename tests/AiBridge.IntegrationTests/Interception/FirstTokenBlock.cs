using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Interception;

/// <summary>One stream of <c>first-token.txt</c>.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Family">Whose it is.</param>
/// <param name="Quiet">The events before the first token.</param>
/// <param name="First">The event that brings it; empty where none does.</param>
/// <param name="Rest">The others.</param>
internal sealed record FirstTokenBlock(string Name, Family Family, string Quiet, string First, string Rest)
{
    public static IReadOnlyList<FirstTokenBlock> Read(char protocol)
    {
        var family = protocol switch { 'm' => Family.Anthropic, 'c' => Family.Chat, _ => Family.Responses };
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "interception", "first-token.txt"));
        return
        [
            .. from block in text.Split("\n[")[1..]
               where block[0] == protocol
               let lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries)
               select new FirstTokenBlock(lines[0], family, Events(lines, "quiet "), Events(lines, "first "), Events(lines, "rest ")),
        ];
    }

    private static string Events(string[] lines, string kind) =>
        string.Concat(lines.Where(line => line.StartsWith(kind, StringComparison.Ordinal)).Select(line => Event(line[kind.Length..])));

    private static string Event(string data)
    {
        var name = data[0] == '{' && JsonDocument.Parse(data).RootElement.TryGetProperty("type", out var type) ? $"event: {type.GetString()}\n" : "";
        return $"{name}data: {data}\n\n";
    }
}
