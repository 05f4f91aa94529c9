using System.Collections.Concurrent;

namespace AiBridge.Providers.Health;

/// <summary>How many models the last successful model list of each provider had.</summary>
internal sealed class ModelCounts
{
    private readonly ConcurrentDictionary<string, (string BaseUrl, int Count)> _counts = new(StringComparer.Ordinal);

    /// <summary>Null when there was no list of that upstream.</summary>
    public int? Of(ProviderInstance provider) =>
        _counts.TryGetValue(provider.QualifiedName, out var known) && known.BaseUrl == provider.BaseUrl ? known.Count : null;

    public void Listed(ProviderInstance provider, int count) => _counts[provider.QualifiedName] = (provider.BaseUrl, count);

    /// <summary>Forgets providers that are gone.</summary>
    public void Keep(ProviderRegistry providers)
    {
        foreach (var gone in _counts.Keys.Where(key => providers.FindByQualifiedName(key) is null))
            _counts.TryRemove(gone, out _);
    }
}
