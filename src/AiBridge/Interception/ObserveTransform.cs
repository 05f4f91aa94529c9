using System.Net;
using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Interception.Masking;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace AiBridge.Interception;

/// <summary>Step 16, after <c>UpstreamResponse</c>: puts the observer on the answer that won, between YARP's headers and its body copy. Response headers have been copied by then. Passthrough is only watched for its end, and its errors for credentials.</summary>
internal sealed class ObserveTransform(
    LiveConfiguration configuration, StreamShutdown shutdown, ObservationMetrics metrics, TimeProvider clock, ILogger<ObserveTransform> logger) : ResponseTransform, ITransformProvider
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
        StreamReset.Mark(context.HttpContext);
        ConnectionReset.Mark(context.HttpContext);
        var exchange = context.HttpContext.Exchange();
        if (response.StatusCode >= HttpStatusCode.BadRequest && exchange.HasProviderSecrets)
            return ApplyToErrorAsync(context, exchange, response);
        if (!exchange.Route.Bridged)
            return PassAsync(context, exchange, response);
        Attach(context.HttpContext, exchange, response);
        return ValueTask.CompletedTask;
    }

    private async ValueTask ApplyToErrorAsync(ResponseTransformContext context, Exchange exchange, HttpResponseMessage response)
    {
        await ErrorAnswer.HideAsync(context.HttpContext, exchange, response, clock, context.CancellationToken);
        if (exchange.Route.Bridged)
            Attach(context.HttpContext, exchange, response);
        else
            await PassAsync(context, exchange, response);
    }

    private async ValueTask PassAsync(ResponseTransformContext context, Exchange exchange, HttpResponseMessage response)
    {
        SlowClientGuard.Watch(context.HttpContext, configuration.Current.Limits.SlowClientSeconds, clock);
        // The content's headers go with the first of the two that replaces it.
        var mask = ErrorMask.For(exchange, response);
        await PassthroughBody.AttachAsync(response, exchange, context.CancellationToken);
        if (mask is not null)
            response.Content = new StreamContent(new MaskedBody(await response.Content.ReadAsStreamAsync(context.CancellationToken), mask));
    }

    private void Attach(HttpContext context, Exchange exchange, HttpResponseMessage response)
    {
        var observer = ResponseObserver.For(exchange, response);
        var watch = new ResponseWatch(exchange, observer, (int)response.StatusCode, response.Content.Headers.ContentLength, metrics, logger);
        var client = new ClientResponse(context, exchange, ErrorMask.For(exchange, observer, (int)response.StatusCode), configuration.Current.Limits.SlowClientSeconds, clock);
        response.Content = new ObservedContent(response.Content, clock, upstream => new ObservedStream(upstream, exchange, watch, client, shutdown, clock));
    }
}
