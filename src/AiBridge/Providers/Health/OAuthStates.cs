using System.Collections.Concurrent;

namespace AiBridge.Providers.Health;

/// <summary>One state a provider and client, so that a reload which changes neither keeps the token.</summary>
internal sealed class OAuthStates(TimeProvider clock)
{
    private readonly ConcurrentDictionary<Place, OAuthState> _states = new();

    /// <summary>Null unless the provider uses OAuth.</summary>
    public OAuthState? Of(ProviderInstance provider) =>
        provider.OAuth is { } client ? _states.GetOrAdd(new Place(provider.QualifiedName, client), static (_, clock) => new OAuthState(clock), clock) : null;

    /// <summary>Forgets what belongs to providers that are gone or have another client.</summary>
    public void Keep(ProviderRegistry providers)
    {
        foreach (var place in _states.Keys.Where(place => providers.FindByQualifiedName(place.Provider)?.OAuth != place.Client))
            _states.TryRemove(place, out _);
    }

    private readonly record struct Place(string Provider, OAuthClient Client);
}
