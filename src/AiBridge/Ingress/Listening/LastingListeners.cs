using System.Net;
using Microsoft.AspNetCore.Connections;

namespace AiBridge.Ingress.Listening;

/// <summary>Binds the addresses of the server, and sees to it that it goes on to take connections there: by itself it gives up at the first failure, and the process lives on deaf.</summary>
/// <param name="sockets">What really listens.</param>
/// <param name="hearing">Hears how it goes.</param>
internal sealed class LastingListeners(IConnectionListenerFactory sockets, Hearing hearing) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => sockets is not IConnectionListenerFactorySelector selector || selector.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        hearing.Add(new LastingListener(await sockets.BindAsync(endpoint, cancellationToken), hearing));
}
