using System.Text.Json.Serialization;

namespace AiBridge.Contracts.Providers;

/// <summary>Which of several keys a request gets.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<KeySelection>))]
public enum KeySelection
{
    /// <summary>Always the first that can be used.</summary>
    [JsonStringEnumMemberName("primary")]
    Primary,

    /// <summary>The same for a whole session.</summary>
    [JsonStringEnumMemberName("session")]
    Session,

    /// <summary>Each in turn.</summary>
    [JsonStringEnumMemberName("round_robin")]
    RoundRobin,
}
