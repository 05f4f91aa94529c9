using AiBridge.Configuration;
using AiBridge.Secrets;

namespace AiBridge.Providers;

/// <summary>A named provider, ready to serve. Immutable: a request keeps the instance it began with, so a change cuts nothing.</summary>
internal sealed record ProviderInstance
{
    public required string Name { get; init; }

    public required ProviderType Type { get; init; }

    public required string DisplayName { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>Absolute, without a trailing slash.</summary>
    public required string BaseUrl { get; init; }

    public required ProviderAuth Auth { get; init; }

    /// <summary>Resolved keys in order; sources that were unset are left out.</summary>
    public IReadOnlyList<Secret> Keys { get; init; } = [];

    public string? CustomHeaderName { get; init; }

    public Secret? CustomHeaderValue { get; init; }

    public required bool AllowByok { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The remaining settings as configured (time-outs, breaker, retries).</summary>
    public required ProviderOptions Options { get; init; }

    /// <summary>The cluster that serves this instance.</summary>
    public string ClusterId => Name;
}
