using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace AiBridge.Configuration;

/// <summary>Where this server can be reached, once it listens.</summary>
internal sealed class ServerAddress(IServer server, LiveConfiguration configuration)
{
    /// <summary>The first listening address with the base path, without a trailing slash; a wildcard host reads as loopback.</summary>
    public string Base
    {
        get
        {
            var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? ListenAddress.Split(configuration.Current.Listen)[0];
            return ListenAddress.OnThisMachine(address) + configuration.Current.BasePath;
        }
    }
}
