using System.Text.Json;

namespace AiBridge.Tests.Telemetry.Shipped;

/// <summary>A dashboard of <c>config/grafana</c>.</summary>
/// <param name="File">Its name.</param>
/// <param name="Text">What stands in it.</param>
internal sealed record Dashboard(string File, string Text)
{
    private const string Folder = "config/grafana/dashboards";

    private readonly JsonElement _root = JsonDocument.Parse(Text).RootElement;

    public static IReadOnlyList<Dashboard> All { get; } =
    [
        .. Directory.GetFiles(Path.Combine(RepositoryRoot.Path, Folder), "*.json").Order(StringComparer.Ordinal)
            .Select(file => new Dashboard(Path.GetFileName(file), System.IO.File.ReadAllText(file))),
    ];

    public string Uid => _root.GetProperty("uid").GetString()!;

    public string Title => _root.GetProperty("title").GetString()!;

    public IReadOnlyList<JsonElement> Variables => [.. _root.GetProperty("templating").GetProperty("list").EnumerateArray()];

    /// <summary>Those that show something.</summary>
    public IReadOnlyList<Panel> Panels => [.. _root.GetProperty("panels").EnumerateArray().Select(panel => new Panel(panel)).Where(panel => panel.Type != "row")];

    public IReadOnlyList<int> Ids => [.. _root.GetProperty("panels").EnumerateArray().Select(panel => panel.GetProperty("id").GetInt32())];
}

/// <summary>One panel.</summary>
internal sealed record Panel(JsonElement Json)
{
    public string Title => Json.GetProperty("title").GetString()!;

    public string Type => Json.GetProperty("type").GetString()!;

    public IEnumerable<JsonElement> Targets => Json.GetProperty("targets").EnumerateArray();

    public IEnumerable<string> Queries => Targets.Select(target => target.GetProperty("expr").GetString()!);
}
