using AiBridge.Contracts.Providers;
using AiBridge.Protocols.Families;

namespace AiBridge.Providers;

/// <summary>A kind of provider, as data: one row of <see cref="ProviderTypes"/>.</summary>
/// <param name="Name">The contract's word (<c>anthropic</c>).</param>
/// <param name="ClientBase">What follows the provider's name in a client's base URL: empty, or <c>/v1</c>.</param>
/// <param name="DefaultBaseUrl">Null: a base URL must be given.</param>
/// <param name="Family">How errors and keys stand on its routes; see <see cref="ProviderTypes.FamilyOf"/>.</param>
/// <param name="DefaultAuth">When the configuration says nothing.</param>
/// <param name="ByokOnly">It has no central keys.</param>
/// <param name="Routes">Everything that is allowed; the rest is 404.</param>
internal sealed record ProviderType(
    string Name,
    string ClientBase,
    string? DefaultBaseUrl,
    ApiFamily Family,
    ProviderAuth DefaultAuth,
    bool ByokOnly,
    IReadOnlyList<RouteRule> Routes)
{
    /// <summary>The member of a chat request that bounds the answer. OpenAI's own newer models refuse <c>max_tokens</c>, and most others know nothing else.</summary>
    public string OutputLimit { get; init; } = "max_tokens";

    /// <summary>Its word in OpenTelemetry's GenAI conventions (<c>gen_ai.provider.name</c>); our own where they have none.</summary>
    public string GenAiName { get; init; } = Name;

    /// <summary>Whether the bridge can ask its models something of itself, with a key of its own.</summary>
    public bool CanChat => ChatRoutes.Any();

    /// <summary>Where it does, the usual one first.</summary>
    public IEnumerable<RouteRule> ChatRoutes => ByokOnly ? [] : Routes.Where(route => route is { Auxiliary: false, Protocol.Chat: not null });

    /// <summary>Whether requests can be made of it yet.</summary>
    public bool Routable => Routes.Count > 0;
}
