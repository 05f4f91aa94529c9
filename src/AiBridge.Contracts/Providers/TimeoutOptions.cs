using System.ComponentModel;
using System.Text.Json.Serialization;

namespace AiBridge.Contracts.Providers;

/// <summary>How long an upstream may take.</summary>
public sealed record TimeoutOptions
{
    [JsonPropertyName("connectSeconds"), JsonConverter(typeof(SecondsConverter)), SecondsRange(0.1, 3600)]
    [Description("To connect.")]
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(15);

    [JsonPropertyName("firstByteSeconds"), JsonConverter(typeof(SecondsConverter)), SecondsRange(0.1, 86400)]
    [Description("From the sent request to the response's headers.")]
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromSeconds(600);

    [JsonPropertyName("silenceSeconds"), JsonConverter(typeof(SecondsConverter)), SecondsRange(0.1, 86400)]
    [Description("Between two bytes of a response.")]
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(300);
}
