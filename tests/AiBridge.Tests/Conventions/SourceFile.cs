namespace AiBridge.Tests.Conventions;

/// <summary>A C# source with its path below <c>src/AiBridge</c>.</summary>
internal sealed class SourceFile(string path, string text)
{
    private string? _code;

    public string Path { get; } = path;

    public string Text { get; } = text;

    /// <summary>The text with comments and the content of strings blanked; every character keeps its place.</summary>
    public string Code => _code ??= CodeText.Of(Text);

    /// <summary>The first folder, which is the stage; empty for composition.</summary>
    public string Folder => Path.Contains('/') ? Path[..Path.IndexOf('/')] : "";

    public bool IsGenerated => $"/{Path}".Contains("/Migrations/") || $"/{Path}".Contains("/obj/") || $"/{Path}".Contains("/bin/");

    public int LineAt(int position) => 1 + Text.AsSpan(0, position).Count('\n');

    /// <summary>A finding as it is shown: file, line, words.</summary>
    public string At(int position, string finding) => $"{Path}:{LineAt(position)}: {finding}";
}
