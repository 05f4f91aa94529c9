using AiBridge.Projects;
using AiBridge.Protocols;
using AiBridge.Providers;
using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Exchanges;

/// <summary>
/// A request that the bridge makes of a provider itself, for a caller of its own API, on the way of all requests: the stages take caller and
/// instance from here. It is the feature collection of the request, so that no request from outside can be one.
/// </summary>
/// <param name="caller">Who asks, and may.</param>
/// <param name="provider">Who is asked, whether a name leads there or not.</param>
/// <param name="route">By which of its type's routes.</param>
/// <param name="client">What the record calls the client.</param>
internal sealed class InternalCall(Caller caller, ProviderInstance provider, RouteRule route, string client) : FeatureCollection
{
    public Caller Caller => caller;

    public ProviderInstance Provider => provider;

    public WireProtocol Protocol => route.Protocol!;

    /// <summary>As a client would write it behind the provider's name.</summary>
    public string Path => provider.Type.ClientBase + route.Path;

    public ClientFacts Client { get; } = new(client);

    /// <summary>Null until the route stage has opened it.</summary>
    public Exchange? Exchange { get; private set; }

    /// <summary>How it ended; null while it runs.</summary>
    public ExchangeOutcome? Outcome { get; private set; }

    public void Follow(Exchange exchange)
    {
        Exchange = exchange;
        exchange.OnClosed((_, outcome) => Outcome = outcome);
    }
}
