using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Stored;

/// <summary>Which stored secret is the value of which setting: the one purpose a row has, and the one field that speaks of it.</summary>
internal static class SecretPurposes
{
    public const string Keys = "apiKeys";
    public const string Headers = "headers";

    /// <summary>The fields of single secrets: <c>oauth.clientSecret</c>.</summary>
    public static IReadOnlyList<string> Fields { get; } = [.. FieldsIn(SettingShape.Of(typeof(ProviderOptions)), "")];

    public static string FieldOf(string purpose) => purpose switch
    {
        ProviderSecretRow.Key => Keys,
        ProviderSecretRow.OAuthClientSecret => "oauth.clientSecret",
        ProviderSecretRow.CustomHeader => "customHeader.value",
        _ when HeaderOf(purpose) is { } name => $"{Headers}.{name}",
        _ => purpose,
    };

    /// <summary>A secret setting that comes later is called in the rows as its field is.</summary>
    public static string OfField(string field) => field switch
    {
        "oauth.clientSecret" => ProviderSecretRow.OAuthClientSecret,
        "customHeader.value" => ProviderSecretRow.CustomHeader,
        _ => field,
    };

    /// <summary>The header whose value it is; null for another secret.</summary>
    public static string? HeaderOf(string purpose) =>
        purpose.StartsWith(ProviderSecretRow.HeaderPrefix, StringComparison.Ordinal) ? purpose[ProviderSecretRow.HeaderPrefix.Length..] : null;

    /// <summary>A label for the list of secrets.</summary>
    public static string Label(string purpose, int position) => purpose switch
    {
        ProviderSecretRow.Key => $"key {position + 1}",
        ProviderSecretRow.OAuthClientSecret => "OAuth client secret",
        ProviderSecretRow.CustomHeader => "custom header",
        _ when HeaderOf(purpose) is { } name => $"header {name}",
        _ => purpose,
    };

    private static IEnumerable<string> FieldsIn(SettingShape section, string path) => section.Settings.Values.SelectMany(setting => setting.Shape.Kind switch
    {
        SettingKind.Section => FieldsIn(setting.Shape, $"{path}{setting.WireName}."),
        SettingKind.Text when setting.IsSecret => [path + setting.WireName],
        _ => [],
    });
}
