using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace AiBridge.Contracts.Providers;

/// <summary>When a provider's circuit opens.</summary>
public sealed record CircuitBreakerOptions
{
    [Description("Whether it is used.")]
    public bool Enabled { get; init; } = true;

    [Range(2, 100)]
    [Description("Failures within the window that open it.")]
    public int FailureThreshold { get; init; } = 5;

    [Range(0.01, 1.0)]
    [Description("Share of all calls in the window that must have failed.")]
    public double FailureRatio { get; init; } = 0.5;

    [JsonPropertyName("samplingSeconds"), JsonConverter(typeof(SecondsConverter)), SecondsRange(1, 3600)]
    [Description("Length of the window.")]
    public TimeSpan Sampling { get; init; } = TimeSpan.FromSeconds(10);

    [JsonPropertyName("breakSeconds"), JsonConverter(typeof(SecondsConverter)), SecondsRange(1, 3600)]
    [Description("How long it stays open before a probe.")]
    public TimeSpan Break { get; init; } = TimeSpan.FromSeconds(30);
}
