using System.Text.Json.Nodes;

namespace AiBridge.Configuration;

/// <summary>What <c>Serilog:MinimumLevel</c> says: the least severe level that is logged, and those of single categories.</summary>
internal sealed record LogLevelRules(LogLevel Default, IReadOnlyDictionary<string, LogLevel> Overrides)
{
    private const string Key = "Serilog:MinimumLevel";

    private static readonly Dictionary<string, LogLevel> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Verbose"] = LogLevel.Trace,
        ["Debug"] = LogLevel.Debug,
        ["Information"] = LogLevel.Information,
        ["Warning"] = LogLevel.Warning,
        ["Error"] = LogLevel.Error,
        ["Fatal"] = LogLevel.Critical,
    };

    /// <summary>A level alone, or <c>Default</c> with <c>Override</c> by category.</summary>
    public static LogLevelRules Read(JsonObject serilog, ConfigurationFaults faults)
    {
        var level = Member(serilog, "MinimumLevel");
        var levels = level as JsonObject;
        var overrides = new Dictionary<string, LogLevel>(StringComparer.Ordinal);
        foreach (var (category, word) in Member(levels, "Override") as JsonObject ?? [])
            overrides[category] = Level(word, $"{Key}:Override:{category}", faults);
        foreach (var unknown in levels?.Select(member => member.Key).Where(key => !Is(key, "Default") && !Is(key, "Override")) ?? [])
            faults.Add($"{Key}:{unknown}", "is not read here; there are Default and Override");
        return new(levels is null ? Level(level, Key, faults) : Level(Member(levels, "Default"), $"{Key}:Default", faults), overrides);
    }

    /// <summary>What is left of the section for Serilog itself.</summary>
    public static JsonObject Others(JsonObject serilog)
    {
        var others = serilog.DeepClone().AsObject();
        foreach (var name in serilog.Select(member => member.Key).Where(key => Is(key, "MinimumLevel")))
            others.Remove(name);
        return others;
    }

    /// <summary>The section with the levels of another one.</summary>
    public static JsonObject WithLevelsOf(JsonObject serilog, JsonObject other)
    {
        var mixed = Others(serilog);
        if (Member(other, "MinimumLevel") is { } levels)
            mixed["MinimumLevel"] = levels.DeepClone();
        return mixed;
    }

    private static LogLevel Level(JsonNode? word, string key, ConfigurationFaults faults)
    {
        if (word is null)
            return LogLevel.Information;
        if (word is JsonValue value && value.TryGetValue<string>(out var text) && Words.TryGetValue(text, out var level))
            return level;
        faults.Add(key, $"must be one of {string.Join(", ", Words.Keys)}");
        return LogLevel.Information;
    }

    private static JsonNode? Member(JsonObject? section, string name) => section?.FirstOrDefault(member => Is(member.Key, name)).Value;

    private static bool Is(string key, string name) => string.Equals(key, name, StringComparison.OrdinalIgnoreCase);
}
