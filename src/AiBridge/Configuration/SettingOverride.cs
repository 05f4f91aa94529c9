namespace AiBridge.Configuration;

/// <summary>One setting given as text, outside the files.</summary>
/// <param name="Origin">What a fault names: the variable or the argument, without the value.</param>
/// <param name="Path">Keys from the root down.</param>
/// <param name="Value">As given; may be a secret.</param>
internal sealed record SettingOverride(string Origin, IReadOnlyList<string> Path, string Value)
{
    private const string Prefix = "AIBRIDGE__";
    private const string AiProvider = "AI_PROVIDER";

    /// <summary>The <c>AIBRIDGE__Section__Key</c> variables, and before them, so that these win, the one that has a name of its own.</summary>
    public static IEnumerable<SettingOverride> FromEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        var named = from variable in environment
                    where variable.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
                    orderby variable.Key
                    select new SettingOverride(variable.Key, variable.Key[Prefix.Length..].Split("__"), variable.Value);
        return environment.TryGetValue(AiProvider, out var provider) && provider.Length > 0
            ? named.Prepend(new SettingOverride(AiProvider, [nameof(BridgeOptions.Ai), nameof(AiOptions.Provider)], provider.Trim()))
            : named;
    }

    /// <summary><c>--Key:Sub value</c> and <c>--Key:Sub=value</c>.</summary>
    public static IReadOnlyList<SettingOverride> FromCommandLine(IReadOnlyList<string> arguments, ConfigurationFaults faults)
    {
        var overrides = new List<SettingOverride>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal) || argument.Length == 2)
            {
                // Not repeated: a stray argument may be a key.
                faults.Add($"argument {i + 1}", "is not of the form --Key:Sub value");
                continue;
            }

            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument : argument[..equals];
            if (equals >= 0)
                overrides.Add(Of(name, argument[(equals + 1)..]));
            else if (i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
                overrides.Add(Of(name, arguments[++i]));
            else
                faults.Add(name, "has no value");
        }

        return overrides;
    }

    private static SettingOverride Of(string name, string value) => new(name, name[2..].Split(':'), value);
}
