using AiBridge.Configuration;

namespace AiBridge.Tests.Configuration;

/// <summary>A working directory of its own with configuration files, environment and command line.</summary>
internal sealed class ConfigurationFolder : IDisposable
{
    public const string Shipped = "config/aibridge.json";
    public const string Local = "config/aibridge.local.json";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("aibridge-configuration-");
    private int _writes;

    public Dictionary<string, string> Environment { get; } = [];

    public string? Fallback { get; set; }

    public string[] CommandLine { get; set; } = [];

    public ConfigurationInputs Inputs => new(_directory.FullName, Environment, CommandLine, Fallback);

    public string PathOf(string file) => Path.Combine(_directory.FullName, file);

    /// <summary>Writes the file with a time of change that differs from the last one's whatever the file system's clock resolves.</summary>
    public ConfigurationFolder Write(string file, string content)
    {
        var path = PathOf(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, 0, ++_writes, DateTimeKind.Utc));
        return this;
    }

    public BridgeOptions Load() => Load(Inputs);

    /// <summary>Fails the test when there are faults.</summary>
    public static BridgeOptions Load(ConfigurationInputs inputs)
    {
        var faults = new ConfigurationFaults();
        var options = ConfigurationLoader.Load(inputs, faults);
        faults.All.Should().BeEmpty();
        return options;
    }

    public IReadOnlyList<string> Faults()
    {
        var faults = new ConfigurationFaults();
        ConfigurationLoader.Load(Inputs, faults);
        return faults.All;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
