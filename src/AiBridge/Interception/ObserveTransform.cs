using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Telemetry;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace AiBridge.Interception;

/// <summary>Puts the observer on the answer that won, between YARP's headers and its body copy. Response headers have been copied by then. Passthrough is only watched for its end.</summary>
internal sealed class ObserveTransform(
    LiveConfiguration configuration, StreamShutdown shutdown, BridgeMetrics metrics, TimeProvider clock, ILogger<ObserveTransform> logger) : ResponseTransform, ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context) => context.ResponseTransforms.Add(this);

    public override ValueTask ApplyAsync(ResponseTransformContext context)
    {
        if (context.ProxyResponse is not { } response)
            return ValueTask.CompletedTask;
        BrokenStream.Mark(context.HttpContext);
        BrokenConnection.Mark(context.HttpContext);
        var exchange = context.HttpContext.Exchange();
        if (!exchange.Route.Rule.Bridged)
            return PassedBody.AttachAsync(response, exchange, context.HttpContext.RequestAborted);
        Attach(context.HttpContext, exchange, response);
        return ValueTask.CompletedTask;
    }

    private void Attach(HttpContext context, Exchange exchange, HttpResponseMessage response)
    {
        var observer = ResponseObserver.For(exchange, response);
        var watch = new ResponseWatch(exchange, observer, (int)response.StatusCode, response.Content.Headers.ContentLength, metrics, logger);
        var client = new ClientSide(context, exchange, configuration.Current.Limits.SlowClientSeconds, clock);
        response.Content = new ObservedContent(response.Content, clock, upstream => new ObservedStream(upstream, exchange, watch, client, shutdown, clock));
    }
}
