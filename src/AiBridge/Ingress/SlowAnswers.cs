using AiBridge.Configuration;
using AiBridge.Exchanges;
using Yarp.ReverseProxy.Model;

namespace AiBridge.Ingress;

/// <summary>Before every endpoint of our own: a client that does not take its answer is cut. What is forwarded is guarded where it is forwarded.</summary>
internal sealed class SlowAnswers(RequestDelegate next, LiveConfiguration configuration, TimeProvider clock)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>() is null)
            SlowClientGuard.Watch(context, configuration.Current.Limits.SlowClientSeconds, clock);
        return next(context);
    }
}
