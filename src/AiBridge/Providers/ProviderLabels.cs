using System.Diagnostics;
using AiBridge.Telemetry;

namespace AiBridge.Providers;

/// <summary>How metrics tell providers apart.</summary>
internal static class ProviderLabels
{
    public static string NameOf(this MetricLabels labels, ProviderInstance provider) => labels.Provider(provider.Name, provider.ProjectId);

    /// <summary>The provider in the key of a series.</summary>
    public static SeriesKey KeyOf(this MetricLabels labels, ProviderInstance provider) => new(labels.NameOf(provider), provider.Type.Name);

    public static TagList Of(this MetricLabels labels, ProviderInstance provider) => new()
    {
        { MetricLabels.ProviderName, labels.NameOf(provider) },
        { MetricLabels.ProviderType, provider.Type.Name },
    };
}
