namespace AiBridge.IntegrationTests.Interception;

/// <summary>
/// A client's messages as its headers and, behind each <c>=== name</c>, the texts of one message and the prompt that it is
/// (<c>[text]</c>, <c>[prompt]</c>, <c>[none]</c>).
/// </summary>
internal sealed record PromptFile(IReadOnlyList<(string Name, string Value)> Headers, IReadOnlyList<PromptCase> Cases)
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Fixtures", "prompts");

    public static TheoryData<string> All
    {
        get
        {
            var all = new TheoryData<string>();
            foreach (var file in Directory.EnumerateFiles(Root).Order(StringComparer.Ordinal))
                all.Add(Path.GetFileNameWithoutExtension(file));
            return all;
        }
    }

    public static PromptFile Read(string client)
    {
        var parts = File.ReadAllText(Path.Combine(Root, client + ".txt")).ReplaceLineEndings("\n").Split("\n=== ");
        var headers = parts[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2)).Select(pair => (pair[0], pair[1]));
        return new PromptFile([.. headers], [.. parts.Skip(1).Select(Case)]);
    }

    private static PromptCase Case(string text)
    {
        var (texts, prompt) = (new List<string>(), (string?)null);
        var sections = ("\n" + text.TrimEnd()).Split(["\n[text]", "\n[prompt]", "\n[none]"], StringSplitOptions.None);
        var withPrompt = text.Contains("\n[prompt]", StringComparison.Ordinal);
        texts.AddRange(sections[1..^1].Select(section => section.Length > 0 ? section[1..] : ""));
        if (withPrompt)
            prompt = sections[^1][1..];
        return new PromptCase(sections[0].Trim(), texts, prompt);
    }
}

internal sealed record PromptCase(string Name, IReadOnlyList<string> Texts, string? Prompt);
