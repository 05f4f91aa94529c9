using AiBridge.Exchanges;
using AiBridge.Telemetry;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace AiBridge.Interception;

/// <summary>Puts the observer on the answer that won, between YARP's headers and its body copy. Response headers have been copied by then.</summary>
internal sealed class ObserveTransform(BridgeMetrics metrics, ILogger<ObserveTransform> logger) : ResponseTransform, ITransformProvider
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
        if (context.ProxyResponse is { } response && context.HttpContext.Exchange() is { Route.Rule.Bridged: true } exchange)
            Attach(exchange, response);
        return ValueTask.CompletedTask;
    }

    private void Attach(Exchange exchange, HttpResponseMessage response)
    {
        var observer = ResponseObserver.For(exchange, response);
        var watch = new ResponseWatch(exchange, observer, (int)response.StatusCode, response.Content.Headers.ContentLength, metrics, logger);
        response.Content = new ObservedContent(response.Content, upstream => new ObservedStream(upstream, exchange, watch));
    }
}
