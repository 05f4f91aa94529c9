using System.ComponentModel;
using System.Text.Json.Nodes;

namespace AiBridge.Contracts.Providers;

/// <summary>What a request can say of a project's provider.</summary>
public abstract record AiProviderFieldsBodyDto
{
    [Description("A secret of the same project. It is sent to the host it was named for only: when the server-wide provider moves, name it again.")]
    public string? SecretId { get; init; }

    public string? DefaultModel { get; init; }

    [Description("An absolute http or https URL. With one of its own and without a secret, no key of the server is sent.")]
    public string? BaseUrl { get; init; }

    [Description("Any object. Those settings of a provider that a project may set, which GET /api/v1/provider-types lists, are checked and heeded; all else is kept, and named in unusedConfig.")]
    public JsonObject? Config { get; init; }
}

public sealed record AiProviderBodyDto : AiProviderFieldsBodyDto
{
    [Description("A label of 1 to 64 characters.")]
    public required string Name { get; init; }

    [Description("The route prefix, by the rule for provider names; made from the name when absent. The name of a server-wide provider of the same type stands in front of it for this project.")]
    public string? Slug { get; init; }

    [Description("The provider type.")]
    public required string Provider { get; init; }

    [Description("For administrators: the project it is made in; their own when absent.")]
    public string? ProjectId { get; init; }
}

/// <summary>What is absent stays, and null clears.</summary>
public sealed record AiProviderChangeBodyDto : AiProviderFieldsBodyDto
{
    [Description("A label of 1 to 64 characters.")]
    public string Name { get; init; } = "";

    [Description("Another route prefix.")]
    public string Slug { get; init; } = "";

    [Description("Another provider type.")]
    public string Provider { get; init; } = "";
}
