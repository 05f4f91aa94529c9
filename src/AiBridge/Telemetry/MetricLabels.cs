using AiBridge.Configuration;

namespace AiBridge.Telemetry;

/// <summary>The labels of all metrics whose values are not the product's own. No user ids, no free text; each is bounded.</summary>
internal sealed class MetricLabels
{
    public const string ProviderName = "provider_name";
    public const string ProviderType = "provider_type";

    private readonly LabelValues _projectProviders;

    public MetricLabels(LiveConfiguration configuration)
    {
        LabelValues New() => new(() => configuration.Current.Telemetry.LabelValues);
        (_projectProviders, Models, Tools, Clients, Projects) = (New(), New(), New(), New(), New());
    }

    /// <summary>As requests name them: only what an upstream has answered to is told apart.</summary>
    public LabelValues Models { get; }

    public LabelValues Tools { get; }

    public LabelValues Clients { get; }

    public LabelValues Projects { get; }

    /// <summary>A server-wide provider's name as it is: administrators choose it. One that a project chose is bounded.</summary>
    public string Provider(string name, string? projectId) => projectId is not null ? _projectProviders.Of(name, projectId) : name;
}
