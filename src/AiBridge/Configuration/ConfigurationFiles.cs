namespace AiBridge.Configuration;

/// <summary>Which files make up the configuration, weakest first. Optional ones are listed even while they do not exist: they may appear.</summary>
internal static class ConfigurationFiles
{
    private const string Variable = "AIBRIDGE_CONFIG";
    private const string Shipped = "config/aibridge.json";
    private const string Local = "config/aibridge.local.json";

    public static IReadOnlyList<ConfigurationFile> Of(ConfigurationInputs inputs)
    {
        var files = new List<ConfigurationFile> { new(Locate(Shipped, inputs), null), new(Locate(Local, inputs), null) };
        if (inputs.Environment.GetValueOrDefault(Variable) is { Length: > 0 } named)
            files.Add(new ConfigurationFile(inputs.FullPath(named), Variable));
        return files;
    }

    /// <summary>Every path whose change, or appearing, changes what <see cref="Of"/> finds.</summary>
    public static IEnumerable<string> Watched(ConfigurationInputs inputs) =>
        Of(inputs).Select(file => file.Path).Concat([inputs.FullPath(Shipped), inputs.FullPath(Local)]);

    private static string Locate(string file, ConfigurationInputs inputs)
    {
        var path = inputs.FullPath(file);
        // A working directory with its own shipped file is complete: nothing of the fallback mixes in.
        if (inputs.FallbackDirectory is null || File.Exists(inputs.FullPath(Shipped)) || File.Exists(path))
            return path;
        var fallback = Path.GetFullPath(file, inputs.FallbackDirectory);
        return File.Exists(fallback) ? fallback : path;
    }
}

/// <param name="Path">Absolute.</param>
/// <param name="NamedBy">The variable that names it, which makes it required; null for an optional file.</param>
internal sealed record ConfigurationFile(string Path, string? NamedBy);
