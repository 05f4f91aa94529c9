using System.Text.Json;

namespace AiBridge.IntegrationTests.Deployment;

/// <summary>One image of a Dockerfile: what it begins from, and its instructions in order.</summary>
internal sealed record Stage(string Image, string? Name, IReadOnlyList<Instruction> Instructions);

/// <summary>One instruction with its flags taken off.</summary>
internal sealed record Instruction(string Name, IReadOnlyDictionary<string, string> Flags, string Rest)
{
    public IReadOnlyList<string> Words => Rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The exec form, <c>["program", "argument"]</c>. The shell form needs a shell, which the image does not have.</summary>
    public IReadOnlyList<string> Command =>
        Rest.StartsWith('[') ? JsonSerializer.Deserialize<string[]>(Rest)! : throw new FormatException($"{Name} {Rest}: not the exec form");
}

/// <summary>Reads a Dockerfile strictly: what is not known here fails, so that nothing is passed over in silence.</summary>
internal static class Dockerfile
{
    private static readonly Dictionary<string, string[]> KnownFlags = new()
    {
        ["FROM"] = [],
        ["WORKDIR"] = [],
        ["COPY"] = ["from", "chown"],
        ["RUN"] = ["mount"],
        ["ENV"] = [],
        ["USER"] = [],
        ["VOLUME"] = [],
        ["EXPOSE"] = [],
        ["HEALTHCHECK"] = ["interval", "timeout", "start-period", "retries"],
        ["ENTRYPOINT"] = [],
    };

    public static IReadOnlyList<Stage> Read(string text)
    {
        var stages = new List<Stage>();
        foreach (var line in Lines(text))
        {
            var instruction = Parse(line);
            if (instruction.Name == "FROM")
                stages.Add(new Stage(instruction.Words[0], Name(instruction), new List<Instruction>()));
            else
                ((List<Instruction>)stages[^1].Instructions).Add(instruction);
        }

        return stages;
    }

    private static IEnumerable<string> Lines(string text)
    {
        var whole = "";
        foreach (var line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            whole += line.TrimEnd('\\');
            if (line.EndsWith('\\'))
                continue;
            yield return whole;
            whole = "";
        }
    }

    private static Instruction Parse(string line)
    {
        var (name, rest) = Cut(line);
        if (!KnownFlags.TryGetValue(name, out var known))
            throw new FormatException($"{name} is no instruction known here: {line}");
        var flags = new Dictionary<string, string>();
        while (rest.StartsWith("--", StringComparison.Ordinal))
        {
            (var flag, rest) = Cut(rest);
            var parts = flag[2..].Split('=', 2);
            if (!known.Contains(parts[0]) || parts.Length < 2)
                throw new FormatException($"{flag} is no flag of {name} known here: {line}");
            flags.Add(parts[0], parts[1]);
        }

        return new Instruction(name, flags, rest);
    }

    private static string? Name(Instruction from) => from.Words switch
    {
        [_] => null,
        [_, "AS", var name] => name,
        _ => throw new FormatException($"FROM {from.Rest} is not understood here"),
    };

    private static (string First, string After) Cut(string text) => text.Split(' ', 2) is [var first, var rest] ? (first, rest.TrimStart()) : (text, "");
}
