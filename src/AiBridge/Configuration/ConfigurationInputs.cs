namespace AiBridge.Configuration;

/// <summary>Everything the configuration is read from; given from outside so that a test needs no process of its own.</summary>
/// <param name="WorkingDirectory">Absolute; relative paths count from here.</param>
/// <param name="Environment">The environment variables.</param>
/// <param name="CommandLine">Overrides: <c>--Key:Sub value</c> or <c>--Key:Sub=value</c>, subcommands already taken off.</param>
/// <param name="FallbackDirectory">Where the shipped <c>config/aibridge.json</c> lies when the working directory has none.</param>
internal sealed record ConfigurationInputs(
    string WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<string> CommandLine,
    string? FallbackDirectory = null)
{
    /// <summary>The inputs of this process.</summary>
    public static ConfigurationInputs OfProcess(IReadOnlyList<string> commandLine)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
            environment[(string)variable.Key] = (string?)variable.Value ?? "";
        return new ConfigurationInputs(Directory.GetCurrentDirectory(), environment, commandLine, AppContext.BaseDirectory);
    }

    public string FullPath(string path) => Path.GetFullPath(path, WorkingDirectory);
}
