using System.Text.Json.Serialization;

namespace AiBridge.Contracts.Providers;

/// <summary>How the bridge presents itself to an upstream.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProviderAuth>))]
public enum ProviderAuth
{
    [JsonStringEnumMemberName("api_key")]
    ApiKey,

    [JsonStringEnumMemberName("oauth")]
    OAuth,

    [JsonStringEnumMemberName("none")]
    None,

    [JsonStringEnumMemberName("custom_header")]
    CustomHeader,
}
