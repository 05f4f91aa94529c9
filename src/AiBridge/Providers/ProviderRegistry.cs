using System.Collections.Frozen;

namespace AiBridge.Providers;

/// <summary>The providers in force, as one snapshot that is exchanged whole. Reading takes no lock.</summary>
internal sealed class ProviderRegistry
{
    private volatile FrozenDictionary<string, ProviderInstance> _byName = FrozenDictionary<string, ProviderInstance>.Empty;

    public IReadOnlyCollection<ProviderInstance> All => _byName.Values;

    /// <summary>Raised after the snapshot was exchanged.</summary>
    public event Action? Changed;

    /// <summary>The server-wide provider of that name.</summary>
    public ProviderInstance? Find(string name) => _byName.GetValueOrDefault(name);

    public void Replace(IEnumerable<ProviderInstance> providers)
    {
        _byName = providers.ToFrozenDictionary(provider => provider.Name, StringComparer.Ordinal);
        Changed?.Invoke();
    }
}
