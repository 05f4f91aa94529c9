using AiBridge.Secrets;

namespace AiBridge.Providers.Ai;

/// <summary>Whom a chat asks, as the server's section <c>Ai</c> or a project has it.</summary>
internal sealed record AiSettings
{
    /// <summary>A provider type, or the name of a provider; null: the first that can be asked.</summary>
    public string? Provider { get; init; }

    public string? Model { get; init; }

    public int? MaxTokens { get; init; }

    public string? BaseUrl { get; init; }

    /// <summary>Kept for types that need one.</summary>
    public string? Region { get; init; }

    public Secret? ApiKey { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>There is a key that cannot be decrypted, or headers.</summary>
    public bool SecretUnreadable { get; init; }

    /// <summary>It has a key, an address or headers of its own: nothing of a provider that happens to be called like its type is meant.</summary>
    public bool StandsAlone => ApiKey is not null || BaseUrl is not null || Headers.Count > 0 || SecretUnreadable;
}
