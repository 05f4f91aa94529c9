using System.Text.Json.Nodes;

namespace AiBridge.Contracts.Providers;

/// <summary>The provider types, and every setting of a provider.</summary>
/// <param name="Items">The types.</param>
/// <param name="Settings">What can be set of a provider, whatever its type.</param>
/// <param name="NextCursor">Always null: it is one page.</param>
public sealed record ProviderTypesDto(IReadOnlyList<ProviderTypeDto> Items, IReadOnlyList<ProviderSettingDto> Settings, string? NextCursor);

/// <param name="Name">The type's word: <c>anthropic</c>.</param>
/// <param name="ClientBase">What follows the provider's name in a client's base URL: empty, or <c>/v1</c>.</param>
/// <param name="DefaultBaseUrl">Null: a base URL must be given.</param>
/// <param name="DefaultAuth">How the bridge presents itself when nothing is said.</param>
/// <param name="ByokOnly">It has no central keys: callers bring their own credential.</param>
/// <param name="Routable">Whether it has routes yet; without them requests get 404 provider_type_not_supported.</param>
public sealed record ProviderTypeDto(string Name, string ClientBase, string? DefaultBaseUrl, ProviderAuth DefaultAuth, bool ByokOnly, bool Routable);

/// <summary>One setting of a provider, so that a form, a schema or a client can be made of it.</summary>
/// <param name="Name">Its path in a body: <c>timeouts.connectSeconds</c>.</param>
/// <param name="Key">Its key path in an entry of a file's <c>Providers</c>: <c>Timeouts:ConnectSeconds</c>.</param>
/// <param name="Type">A word of JSON schema: <c>string</c>, <c>boolean</c>, <c>integer</c>, <c>number</c>, <c>array</c> or <c>object</c> (of texts).</param>
/// <param name="Required">It has no default and must be given.</param>
/// <param name="Default">Null: none, or the one of the type.</param>
/// <param name="Minimum">Of a number; null without.</param>
/// <param name="Maximum">Of a number; null without.</param>
/// <param name="MaxLength">Characters of a text; null without.</param>
/// <param name="MaxItems">Items of an array, members of an object; null without.</param>
/// <param name="Values">The closed list a text is of; null for any text.</param>
/// <param name="Description">What it does.</param>
/// <param name="Group">What it belongs to, for forms.</param>
/// <param name="Secret">Its value is stored encrypted and told as a masked hint only.</param>
/// <param name="SettableBy"><c>file</c>, <c>server</c> (this API), <c>project</c> (the <c>config</c> of a project's provider).</param>
public sealed record ProviderSettingDto(
    string Name,
    string Key,
    string Type,
    bool Required,
    JsonNode? Default,
    decimal? Minimum,
    decimal? Maximum,
    int? MaxLength,
    int? MaxItems,
    IReadOnlyList<string>? Values,
    string Description,
    string Group,
    bool Secret,
    IReadOnlyList<string> SettableBy);
