using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiBridge.Providers;
using AiBridge.Storage.Rows;

namespace AiBridge.Management.AiProviders;

/// <summary>A provider that a project brought.</summary>
internal sealed class AiProviderDto(AiProviderRow row, ProviderRegistry registry)
{
    [Description("aip_…")]
    public string Id => row.Id;

    public string ProjectId => row.ProjectId;

    [Description("The secret of the same project it presents itself with; null: the server's credential where it stands on a server-wide provider, else none.")]
    public string? SecretId => row.SecretId;

    [Description("A label.")]
    public string Name => row.Name;

    [Description("The route prefix in this project.")]
    public string Slug => row.Slug;

    [Description("The provider type.")]
    public string Provider => row.Provider;

    [Description("Empty: none.")]
    public string DefaultModel => row.DefaultModel;

    [Description("Null: that of the server-wide provider of the same name, else the type's default.")]
    public string? BaseUrl => row.BaseUrl;

    [Description("Further settings, as they were given; null without any.")]
    public JsonElement? Config => row.Config is null ? null : JsonElement.Parse(row.Config);

    [Description("Whether the type has routes yet; without them requests get 404 provider_type_not_supported.")]
    public bool Routable => ProviderTypes.Find(row.Provider) is { Routable: true };

    [Description("Why it serves nothing, or is called without its secret; null when all is well.")]
    public string? Fault { get; } = AiProviderFaults.Of(row, registry);

    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt);

    public DateTimeOffset UpdatedAt => DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt);
}

/// <summary>What a request can say of a project's provider.</summary>
internal abstract record AiProviderFieldsBodyDto
{
    [Description("A secret of the same project. It is sent to the host it was named for only: when the server-wide provider moves, name it again.")]
    public string? SecretId { get; init; }

    public string? DefaultModel { get; init; }

    [Description("An absolute http or https URL. With one of its own and without a secret, no key of the server is sent.")]
    public string? BaseUrl { get; init; }

    [Description("auth, oauth {tokenUrl, clientId, scope}, customHeader {name}, enabled, allowByok, keySelection, circuitBreaker, timeouts, limits, keepAliveSeconds, firstEventHoldSeconds, maxRetries, retrySeconds.")]
    public JsonObject? Config { get; init; }
}

internal sealed record AiProviderBodyDto : AiProviderFieldsBodyDto
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
internal sealed record AiProviderChangeBodyDto : AiProviderFieldsBodyDto
{
    [Description("A label of 1 to 64 characters.")]
    public string Name { get; init; } = "";

    [Description("Another route prefix.")]
    public string Slug { get; init; } = "";

    [Description("Another provider type.")]
    public string Provider { get; init; } = "";
}
