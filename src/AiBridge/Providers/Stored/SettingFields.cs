using System.Text.Json;
using AiBridge.Configuration;
using AiBridge.Contracts.Providers;

namespace AiBridge.Providers.Stored;

/// <summary>Where the API speaks of what files call otherwise.</summary>
internal static class SettingFields
{
    /// <summary>A setting's key path (<c>Timeouts:ConnectSeconds</c>) as the path in a body (<c>timeouts.connectSeconds</c>).</summary>
    public static string Of(string keyPath)
    {
        var section = SettingShape.Of(typeof(ProviderOptions));
        var field = new List<string>();
        foreach (var key in keyPath.Split(':'))
        {
            // What is in no list of settings is a header's name, or was never a setting.
            var setting = section?.Settings.GetValueOrDefault(key);
            field.Add(setting?.WireName ?? (section is { Settings.Count: > 0 } ? JsonNamingPolicy.CamelCase.ConvertName(key) : key));
            section = setting?.Shape;
        }

        return string.Join('.', field);
    }

    /// <summary>Where the body of a project's provider speaks of it: its one secret stands for every secret setting, and most others lie in its config.</summary>
    public static string OfProject(string keyPath) => Of(keyPath) switch
    {
        "baseUrl" => "baseUrl",
        "provider" => "provider",
        var field when SecretPurposes.Fields.Contains(field) || keyPath.Split(':')[0] == nameof(ProviderOptions.Keys) => "secretId",
        var field => $"config.{field}",
    };

    /// <summary>The same, for a body that gives keys in a field of its own.</summary>
    public static string Of(string keyPath, string keysField) =>
        keyPath.Split(':')[0] == nameof(ProviderOptions.Keys) ? keysField : Of(keyPath);
}
