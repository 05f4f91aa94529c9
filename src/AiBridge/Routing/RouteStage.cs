using AiBridge.Exchanges;
using AiBridge.Projects;
using AiBridge.Protocols;
using AiBridge.Providers;
using AiBridge.Storage;
using AiBridge.Telemetry;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace AiBridge.Routing;

/// <summary>Step 4: the instance, whether this caller may use it this way, and whether the type has the route. Opens the <see cref="Exchange"/>.</summary>
internal sealed class RouteStage(RequestDelegate next, ProviderRegistry providers, IProxyStateLookup proxy, ResponseOwnership ownership, RequestLog log, TimeProvider clock)
{
    private readonly TimeOrderedId _ids = new();
    private readonly Action<Exchange> _note = ownership.Note;
    private readonly Action<Exchange, ExchangeOutcome> _noteAtEnd = (closed, _) => ownership.Note(closed);

    public async Task InvokeAsync(HttpContext context)
    {
        var arrival = context.Arrival();
        var caller = arrival.Caller!;
        if (Cluster(context, arrival, caller) is not { } cluster || arrival.Provider is not { } provider)
        {
            await UnknownName.WriteAsync(context);
            return;
        }

        if (!provider.HasKeyPlace)
            arrival.Byok = null;
        var match = RouteTable.Find(provider.Type, arrival);
        var error = Refusal(context, provider, arrival, caller) ?? await RouteRefusal(context, provider, arrival, match);
        if (error is not null)
        {
            await ErrorResponse.WriteAsync(context, arrival.Family, error);
            log.Refused(provider, error, context.Response.StatusCode);
            return;
        }

        context.ReassignProxyRequest(cluster);
        var exchange = Open(context, provider, match!, arrival);
        context.Features.Set(exchange);
        using var scope = match!.Bridged ? RequestLogScope.Begin(exchange.Id) : null;
        await next(context);
        // Nothing, where it was told how it ended: so did all but a client that left before it had said what it wants.
        exchange.Close(new ExchangeOutcome(ExchangeStatus.Cancelled, HttpStatus: null));
    }

    /// <summary>The instance's connections. They outlast it by one change of the providers; a request that was held up for longer takes the instance of now.</summary>
    private ClusterState? Cluster(HttpContext context, Arrival arrival, Caller caller)
    {
        for (var held = false; arrival.Provider is { } provider; held = true)
        {
            if (proxy.TryGetCluster(provider.Type.Routable ? provider.ClusterId : ProviderRoutes.Waiting, out var cluster) || held || context.InternalCall() is not null)
                return cluster;
            arrival.Provider = providers.Find(caller.ProjectId, arrival.ProviderName);
        }

        return null;
    }

    private Exchange Open(HttpContext context, ProviderInstance provider, RouteMatch match, Arrival arrival)
    {
        var now = clock.GetUtcNow();
        var exchange = new Exchange(_ids.Next(now), provider, match, arrival.Caller!, now, clock)
        {
            Byok = arrival.Byok,
            TraceId = BridgeTracing.TraceOf(context),
            UserAgent = context.Request.Headers.UserAgent is { Count: > 0 } agent && !TokenFormat.IsIn(agent.ToString()) ? CutText.Word(agent.ToString()) : null,
        };
        context.InternalCall()?.Follow(exchange);
        log.Follow(exchange);
        if (match.Protocol is { StoresResponses: true })
            exchange.OnIdentified(_note);
        if (match.Bridged)
            exchange.OnClosed(_noteAtEnd);

        return exchange;
    }

    private static BridgeError? Refusal(HttpContext context, ProviderInstance provider, Arrival arrival, Caller caller)
    {
        if (!provider.Enabled)
            return BridgeError.Disabled(provider.Name);
        if (InvokeRight.Refusal(context, caller.Token) is { } refusal)
            return refusal;
        if (!provider.Type.Routable)
            return BridgeError.TypeNotSupported(provider.Name, provider.Type.Name);
        return arrival.Byok is not null && !provider.AllowByok
            ? BridgeError.Forbidden($"provider \"{provider.Name}\" does not take the caller's own credentials")
            : null;
    }

    private async ValueTask<BridgeError?> RouteRefusal(HttpContext context, ProviderInstance provider, Arrival arrival, RouteMatch? match)
    {
        var method = context.Request.Method;
        var unsupported = BridgeError.RouteNotSupported(method, arrival.Path);
        if (match is null)
            return unsupported;
        if (match.Bridged)
            return HttpMethods.IsPost(method) ? null : unsupported;
        var isWebSocket = WebSocketUpgrade.IsAsked(context.Request);
        // A tunnel to wherever its own words say.
        if (HttpMethods.IsConnect(method) && !isWebSocket)
            return unsupported;
        if (arrival.Byok is not null)
            return null;
        // What goes through an open socket no allow-list sees.
        if (isWebSocket)
            return BridgeError.WebSocket;
        return match.Central switch
        {
            CentralAccess.Never => BridgeError.Forbidden("these objects belong to the holder of the provider's key; bring your own"),
            CentralAccess.GetOrHead when HttpMethods.IsGet(method) || HttpMethods.IsHead(method) => null,
            CentralAccess.Post when HttpMethods.IsPost(method) => null,
            CentralAccess.Get when HttpMethods.IsGet(method) => null,
            CentralAccess.OwnedResponses when HttpMethods.IsGet(method) || (match.IsCancel && HttpMethods.IsPost(method)) =>
                await ownership.RefusalAsync(arrival.Caller!.ProjectId, provider, match, context.RequestAborted),
            _ => unsupported,
        };
    }
}
