using System.ComponentModel;
using System.Text.Json.Nodes;

namespace AiBridge.Contracts.Providers;

/// <summary>A provider that a project brought.</summary>
public sealed record AiProviderDto
{
    [Description("aip_…")]
    public required string Id { get; init; }

    public required string ProjectId { get; init; }

    [Description("The secret of the same project it presents itself with; null: the server's credential where it stands on a server-wide provider, else none.")]
    public required string? SecretId { get; init; }

    [Description("A label.")]
    public required string Name { get; init; }

    [Description("The route prefix in this project.")]
    public required string Slug { get; init; }

    [Description("The provider type.")]
    public required string Provider { get; init; }

    [Description("Empty: none.")]
    public required string DefaultModel { get; init; }

    [Description("Null: that of the server-wide provider of the same name, else the type's default.")]
    public required string? BaseUrl { get; init; }

    [Description("Further settings, as they were given; null without any.")]
    public required JsonObject? Config { get; init; }

    [Description("What of config is no setting that a project may set: it is kept, and nobody heeds it.")]
    public required IReadOnlyList<string> UnusedConfig { get; init; }

    [Description("Whether the type has routes yet; without them requests get 404 provider_type_not_supported.")]
    public required bool Routable { get; init; }

    [Description("Why it serves nothing, or is called without its secret; null when all is well.")]
    public required string? Fault { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}
