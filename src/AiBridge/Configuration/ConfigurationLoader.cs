namespace AiBridge.Configuration;

/// <summary>Reads the root options: shipped file, local file, the file of <c>AIBRIDGE_CONFIG</c>, environment, command line; the later wins.</summary>
internal static class ConfigurationLoader
{
    /// <summary>The options and, in <paramref name="faults"/>, everything wrong with them; with faults the options are only good for finding more.</summary>
    public static BridgeOptions Load(ConfigurationInputs inputs, ConfigurationFaults faults)
    {
        var tree = new ConfigurationTree(faults);
        foreach (var file in ConfigurationFiles.Of(inputs))
        {
            using var document = ConfigurationFileReader.Read(file, faults);
            if (document is not null)
                tree.Merge(document.RootElement, file.Path);
        }

        var overrides = new OverrideWriter(tree, faults);
        overrides.Write(SettingOverride.FromEnvironment(inputs.Environment));
        overrides.Write(SettingOverride.FromCommandLine(inputs.CommandLine, faults));

        var options = new SettingBinder(faults).Bind(tree.Root);
        BridgeRules.Check(options, faults);
        return options;
    }
}
