using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace AiBridge.Demo;

/// <summary>
/// Picks a call that harms nothing. The client really runs it on the newcomer's machine, so only shells (which are told to
/// print a greeting) and tools whose name promises reading are ever called; with others alone, none is.
/// </summary>
internal static class ToolChoice
{
    public const string Greeting = "hello from the demo";
    private const string Command = "echo " + Greeting;

    private static readonly FrozenSet<string> Shells = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "bash", "shell", "exec_command", "shell_command", "run_shell_command", "run_command", "execute_command", "run_in_terminal", "terminal");

    private static readonly FrozenSet<string> Readers = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "list", "ls", "glob", "read", "get", "find", "search", "view", "grep");

    /// <summary>Null when no offered tool is known to be harmless.</summary>
    /// <param name="tools">As offered.</param>
    /// <param name="asked">What the person said: a reading tool that is named there goes before a shell.</param>
    public static ToolCall? Pick(IReadOnlyList<OfferedTool> tools, string? asked = null)
    {
        if (tools.FirstOrDefault(tool => IsReader(tool) && IsNamed(OwnName(tool.Name), asked)) is { } named)
            return Read(named);
        foreach (var tool in tools)
        {
            if (InputForShell(tool) is { } input)
                return new ToolCall(tool.Name, tool.Form, input);
        }

        return tools.FirstOrDefault(IsReader) is { } reader ? Read(reader) : null;
    }

    private static ToolCall Read(OfferedTool tool) => new(tool.Name, tool.Form, RequiredArguments(tool.Schema).ToJsonString(DemoJson.Compact));

    private static bool IsReader(OfferedTool tool) => tool.Form == ToolForm.Function && Readers.Contains(FirstWord(OwnName(tool.Name)));

    // One word may stand in any sentence.
    private static bool IsNamed(string name, string? asked) => name.AsSpan().ContainsAny('-', '_') && asked?.Contains(name, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>mcp__aibridge__list-providers: clients put a server's name before those of its tools.</summary>
    private static string OwnName(string name) => name.StartsWith("mcp__", StringComparison.Ordinal) ? name[(name.LastIndexOf("__", StringComparison.Ordinal) + 2)..] : name;

    private static string? InputForShell(OfferedTool tool) => tool.Form switch
    {
        ToolForm.LocalShell => Command,
        // Codex's newest models reach their shell only through a script.
        ToolForm.Custom when tool.Name == "exec" => $"const result = await tools.exec_command({{ cmd: \"{Command}\" }});\ntext(result.output ?? result);\n",
        ToolForm.Function when Shells.Contains(tool.Name) => ShellArguments(tool.Schema).ToJsonString(DemoJson.Compact),
        _ => null,
    };

    private static JsonObject ShellArguments(JsonNode? schema)
    {
        var properties = schema.At("properties");
        var name = properties.At("command") is null && properties.At("cmd") is not null ? "cmd" : "command";
        var arguments = RequiredArguments(schema);
        arguments[name] = properties.At(name).At("type").Text() == "array" ? new JsonArray("bash", "-lc", Command) : Command;
        if (properties.At("description") is not null)
            arguments["description"] = "Print a greeting";
        return arguments;
    }

    private static JsonObject RequiredArguments(JsonNode? schema)
    {
        var arguments = new JsonObject();
        foreach (var name in schema.At("required").Items().Select(item => item.Text()).OfType<string>())
            arguments[name] = Example(name, schema.At("properties").At(name));
        return arguments;
    }

    private static JsonNode Example(string name, JsonNode? property) => property.At("type").Text() switch
    {
        "array" => new JsonArray(),
        "object" => new JsonObject(),
        "boolean" => false,
        "integer" or "number" => 1,
        _ when property.At("enum").Items().FirstOrDefault() is { } first => first.DeepClone(),
        _ when name.Contains("pattern", StringComparison.OrdinalIgnoreCase) => "*",
        _ when name.Contains("path", StringComparison.OrdinalIgnoreCase) => ".",
        _ => "demo",
    };

    // get_weather, getWeather, ListFiles: the word that says what it does.
    private static string FirstWord(string name)
    {
        var end = 1;
        while (end < name.Length && char.IsAsciiLetterLower(name[end]))
            end++;
        return name[..Math.Min(end, name.Length)];
    }
}
