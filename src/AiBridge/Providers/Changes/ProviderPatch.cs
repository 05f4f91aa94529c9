using System.Text.Json.Nodes;
using AiBridge.Providers.Stored;
using AiBridge.Secrets;

namespace AiBridge.Providers.Changes;

/// <summary>What a request says of a provider. What it does not say is not in it.</summary>
internal sealed record ProviderPatch
{
    public string? Name { get; init; }

    /// <summary>Settings without secrets, as a JSON merge patch (RFC 7396): null sets one back to its default.</summary>
    public required JsonObject Settings { get; init; }

    /// <summary>All keys there shall be, in order; null leaves them as they are.</summary>
    public IReadOnlyList<KeyPatch>? Keys { get; init; }

    /// <summary>The field that keys were given in.</summary>
    public string KeysField { get; init; } = SecretPurposes.Keys;

    /// <summary>Single secrets by their field; null: it shall go. Those that are not in it stay.</summary>
    public required IReadOnlyDictionary<string, Secret?> Secrets { get; init; }

    /// <summary>All headers there shall be; an entry without a value keeps the stored one. Null leaves them as they are.</summary>
    public IReadOnlyDictionary<string, HeaderPatch>? Headers { get; init; }
}

/// <param name="Field">Its path in the body.</param>
/// <param name="Id">A secret that is stored already.</param>
/// <param name="Value">A new one. Both are null when the entry has a fault.</param>
internal sealed record KeyPatch(string Field, string? Id, Secret? Value);

/// <param name="Field">Its path in the body.</param>
/// <param name="Given">A value is given, be it a faulty one.</param>
/// <param name="Value">Null when none is given, or a faulty one.</param>
internal sealed record HeaderPatch(string Field, bool Given, Secret? Value);
