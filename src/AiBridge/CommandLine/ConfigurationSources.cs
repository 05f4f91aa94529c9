using AiBridge.Configuration;

namespace AiBridge.CommandLine;

internal static class ConfigurationSources
{
    /// <summary>Where a server started with the same inputs would read its configuration.</summary>
    public static ConfigurationInputs Of(HostInputs inputs) => new(inputs.WorkingDirectory, inputs.Environment, inputs.Settings, AppContext.BaseDirectory);
}
