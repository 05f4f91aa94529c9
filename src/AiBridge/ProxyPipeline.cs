using AiBridge.Ingress;
using AiBridge.Interception;
using AiBridge.Recording;
using AiBridge.Routing;
using AiBridge.Shutdown;
using AiBridge.Upstream;

namespace AiBridge;

/// <summary>The way of one request, top to bottom. Stages never call one another; they meet in the <see cref="Exchanges.Exchange"/>.</summary>
internal static class ProxyPipeline
{
    public static void MapProviders(this IEndpointRouteBuilder endpoints) => endpoints.MapReverseProxy(proxy =>
    {
        proxy.UseMiddleware<ArrivalStage>();    // known name? probe? upgrade?
        proxy.UseMiddleware<DrainStage>();      // not while the process goes down
        proxy.UseMiddleware<CallerStage>();     // who asks, and with whose upstream credential?
        proxy.UseMiddleware<RouteStage>();      // which instance, is it allowed, which route? opens the exchange
        proxy.UseMiddleware<LimitStage>();      // not too often, not too many at once
        proxy.UseMiddleware<BodyStage>();       // the body, once, into memory
        proxy.UseMiddleware<RequestStage>();    // what is asked?
        proxy.UseMiddleware<RecordingStage>();  // durable before the upstream is called
        proxy.UseMiddleware<ContinuationStage>(); // not from what another project was given
        proxy.UseMiddleware<CutoffStage>();     // a shutdown ends what has no answer when its time is up
        proxy.UseMiddleware<CompletionStage>(); // whatever happens below, the exchange is closed and the client told
    });                                         // YARP forwards; ObserveTransform looks at the answer
}
