using System.Text.Json.Nodes;
using AiBridge.Secrets;

namespace AiBridge.Management.Providers;

/// <summary>What a request says of a provider. What it does not say is not in it.</summary>
internal sealed record ProviderPatch
{
    public string? Name { get; init; }

    /// <summary>Settings without secrets by field; null sets one back to its default.</summary>
    public required IReadOnlyDictionary<string, JsonNode?> Settings { get; init; }

    /// <summary>All keys there shall be, in order; null leaves them as they are.</summary>
    public IReadOnlyList<KeyPatch>? Keys { get; init; }

    /// <summary>The field that keys were given in.</summary>
    public string KeysField { get; init; } = "apiKeys";

    public required SecretPatch ClientSecret { get; init; }

    public required SecretPatch CustomHeader { get; init; }

    /// <summary>All headers there shall be; an entry without a value keeps the stored one. Null leaves them as they are.</summary>
    public IReadOnlyDictionary<string, SecretPatch>? Headers { get; init; }
}

/// <param name="Field">Its path in the body.</param>
/// <param name="Id">A secret that is stored already.</param>
/// <param name="Value">A new one. Both are null when the entry has a fault.</param>
internal sealed record KeyPatch(string Field, string? Id, Secret? Value);

/// <param name="Field">Its path in the body.</param>
/// <param name="Given">Whether the request says anything of it.</param>
/// <param name="Value">Null with <see cref="Given"/>: it shall go.</param>
internal sealed record SecretPatch(string Field, bool Given, Secret? Value);
