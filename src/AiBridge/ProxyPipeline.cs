using AiBridge.Ingress;
using AiBridge.Interception;
using AiBridge.Recording;
using AiBridge.Routing;
using AiBridge.Shutdown;
using AiBridge.Upstream;

namespace AiBridge;

/// <summary>The way of one request. Stages never call one another; they meet in the <see cref="Exchanges.Exchange"/>.</summary>
/// <remarks>
/// <code>
///            stages (this list)         YARP's forwarder              handlers below it
///  agent ──▶ 1 2 3 4 5 6 7 8 9 10 11 ──▶ 12 request's head ──▶ 13 key, circuit ─▶ 14 wire ──▶ provider
///                                                              15 first event: again? ◀─────────┘
///  agent ◀─────────────── bytes ◀─────── 17 each read ◀─────── 16 response's head ◀─┘
///                                        18 close: the record is durable, then the agent is given the end
///                                    11 closes what is open still, and tells a client that has no answer yet
/// </code>
/// The numbers stand at the code, as <c>Step 13</c>:
/// 12 <see cref="UpstreamRequest"/>, 13 to 15 <see cref="UpstreamAttempts"/> around <c>PooledTransport</c>,
/// 16 <see cref="UpstreamResponse"/> and <see cref="ObserveTransform"/>, 17 <see cref="ObservedStream"/>,
/// 18 <see cref="ResponseWatch"/> and <see cref="InterceptionRecorder"/>. A stage that refuses answers by itself, and nothing below it runs.
/// </remarks>
internal static class ProxyPipeline
{
    public static void MapProviders(this IEndpointRouteBuilder endpoints) => endpoints.MapReverseProxy(proxy =>
    {
        proxy.UseMiddleware<ArrivalStage>();      //  1 known name? probe? upgrade?
        proxy.UseMiddleware<DrainStage>();        //  2 not while the process goes down
        proxy.UseMiddleware<CallerStage>();       //  3 who asks, and with whose upstream credential?
        proxy.UseMiddleware<RouteStage>();        //  4 which instance, is it allowed, which route? opens the exchange
        proxy.UseMiddleware<LimitStage>();        //  5 not too often, not too many at once
        proxy.UseMiddleware<BodyStage>();         //  6 the body, once, into memory
        proxy.UseMiddleware<RequestStage>();      //  7 what is asked?
        proxy.UseMiddleware<RecordingStage>();    //  8 durable before the upstream is called
        proxy.UseMiddleware<ContinuationStage>(); //  9 not from what another project was given
        proxy.UseMiddleware<CutoffStage>();       // 10 a shutdown ends what has no answer when its time is up
        proxy.UseMiddleware<CompletionStage>();   // 11 whatever happens below, the exchange is closed and the client told
    });                                           // 12 to 18: YARP forwards
}
