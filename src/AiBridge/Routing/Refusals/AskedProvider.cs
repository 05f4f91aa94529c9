using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Protocols.Families;
using AiBridge.Providers;

namespace AiBridge.Routing.Refusals;

/// <summary>The provider that a request names of which no more is known than its target, and the shape in which it is refused.</summary>
internal sealed class AskedProvider(ProviderRegistry providers, LiveConfiguration configuration)
{
    /// <summary>A server-wide one, else null.</summary>
    /// <param name="target">As the client wrote it.</param>
    /// <param name="family">A problem document where no provider of the server is named: nobody who has shown no token learns the names that projects chose.</param>
    public ProviderInstance? Of(string target, out ErrorFamily family)
    {
        family = ProblemFamily.Instance;
        if (!RawTarget.Parse(target).TrySplit(configuration.Current.BasePath, out var name, out var path) || providers.Find(name.ToString()) is not { } provider)
            return null;
        family = ProviderTypes.FamilyOf(provider.Type, path);
        return provider;
    }
}
