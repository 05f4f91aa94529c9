using System.Text.Json.Serialization;

namespace AiBridge.Contracts.Providers;

/// <summary>Which compression an upstream is asked for on bridged routes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UpstreamEncoding>))]
public enum UpstreamEncoding
{
    /// <summary>None.</summary>
    [JsonStringEnumMemberName("identity")]
    Identity,

    /// <summary>The one that the client asks for.</summary>
    [JsonStringEnumMemberName("client")]
    Client,
}
