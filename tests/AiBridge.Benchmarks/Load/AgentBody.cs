using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AiBridge.Benchmarks.Load;

/// <summary>
/// Request bodies as an agent sends them: a system prompt, tools, and a history that alternates words, tool calls and file
/// contents, whose strings are full of <c>\n</c> and <c>\"</c>.
/// </summary>
internal static class AgentBody
{
    private const string Source = "    public string Name => \"order\";\n    if (value is null)\n        throw new ArgumentException(\"no value\", nameof(value));\n\treturn items.Where(item => item.Price > 10).Select(item => $\"{item.Id}: {item.Name}\").ToList();\n";

    private static readonly string[] Tools = ["Bash", "Read", "Edit", "Grep", "Glob", "Write", "Task", "WebFetch"];

    /// <param name="size">Bytes aimed at; the body is at most one turn longer.</param>
    /// <param name="stream">Whether a streamed answer is asked for.</param>
    public static byte[] Make(int size, bool stream)
    {
        var bytes = new ArrayBufferWriter<byte>(size + 8192);
        using var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("model", "claude-sonnet-4-5");
        json.WriteNumber("max_tokens", 32000);
        json.WriteBoolean("stream", stream);
        WriteSystem(json, size);
        WriteTools(json, size);
        json.WriteStartArray("messages");
        for (var turn = 0; json.BytesCommitted + json.BytesPending < size - 200; turn++)
            WriteTurn(json, turn, Math.Clamp(size / 100, 60, 6000));
        WriteText(json, "user", "Make the failing test pass, then say \"done\".\nKeep the public surface.");
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteSystem(Utf8JsonWriter json, int size)
    {
        json.WriteStartArray("system");
        json.WriteStartObject();
        json.WriteString("type", "text");
        json.WriteString("text", Text("You are a coding agent.\nWork in small steps; quote \"file:line\".\n", Math.Min(size / 10, 16 * 1024)));
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteTools(Utf8JsonWriter json, int size)
    {
        json.WriteStartArray("tools");
        foreach (var tool in Tools.AsSpan(0, size < 10_000 ? 1 : Tools.Length))
        {
            json.WriteStartObject();
            json.WriteString("name", tool);
            json.WriteString("description", Text("Runs the tool.\nThe \"path\" is absolute.\n", Math.Min(size / 50, 2048)));
            json.WritePropertyName("input_schema");
            json.WriteRawValue("""{"type":"object","properties":{"path":{"type":"string"},"command":{"type":"string","description":"what to run"}},"required":["path"]}""");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTurn(Utf8JsonWriter json, int turn, int length)
    {
        if (turn % 2 == 1)
        {
            WriteText(json, "assistant", Text("I will look at the file first.\nThen I change \"Orders.cs\".\n", length / 10));
            return;
        }

        WriteBlock(json, "assistant", () =>
        {
            json.WriteString("type", "tool_use");
            json.WriteString("id", $"toolu_{turn:D8}");
            json.WriteString("name", "Read");
            json.WriteStartObject("input");
            json.WriteString("path", "/src/Orders.cs");
            json.WriteEndObject();
        });
        WriteBlock(json, "user", () =>
        {
            json.WriteString("type", "tool_result");
            json.WriteString("tool_use_id", $"toolu_{turn:D8}");
            json.WriteString("content", Text(Source, length));
        });
    }

    private static void WriteText(Utf8JsonWriter json, string role, string text) => WriteBlock(json, role, () =>
    {
        json.WriteString("type", "text");
        json.WriteString("text", text);
    });

    private static void WriteBlock(Utf8JsonWriter json, string role, Action members)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteStartArray("content");
        json.WriteStartObject();
        members();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Text(string piece, int length) =>
        string.Concat(Enumerable.Repeat(piece, (length / piece.Length) + 1))[..Math.Max(length, piece.Length / 2)];
}
