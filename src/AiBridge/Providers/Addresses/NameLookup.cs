using System.Net;

namespace AiBridge.Providers.Addresses;

/// <summary>Finds a host name's addresses; the one way names are resolved for guarded connections.</summary>
/// <exception cref="System.Net.Sockets.SocketException">The name has none, or nobody can be asked.</exception>
internal delegate Task<IPAddress[]> NameLookup(string host, CancellationToken cancellation);
