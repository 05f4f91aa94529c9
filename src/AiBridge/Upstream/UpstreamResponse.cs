using AiBridge.Exchanges;
using Yarp.ReverseProxy.Transforms;

namespace AiBridge.Upstream;

/// <summary>Step 16: takes away the response headers that stay on the upstream's side and adds the bridge's own.</summary>
internal sealed class UpstreamResponse : ResponseTransform
{
    public override async ValueTask ApplyAsync(ResponseTransformContext context)
    {
        if (context.ProxyResponse is not { } upstream)
            return;
        var exchange = context.HttpContext.Exchange();
        exchange.ReleaseBody();
        Clean(context, upstream);
        if (exchange.Route.Bridged)
            context.HttpContext.Response.Headers[ErrorResponse.InterceptionHeader] = exchange.Id.ToString();
        var contentType = context.HttpContext.Response.ContentType ?? "";
        ForeignPage.Disarm(context.HttpContext.Response.Headers, contentType);
        if (!ResponseBodyHeaders.IsEventStream(contentType) && exchange.Route.Protocol?.FramingOf(contentType) is null)
            return;
        context.HttpContext.Response.Headers["X-Accel-Buffering"] = "no";
        // The first event may be long in coming; the client is to know at once that its request was taken.
        await context.HttpContext.Response.Body.FlushAsync(context.HttpContext.RequestAborted);
    }

    private static void Clean(ResponseTransformContext context, HttpResponseMessage upstream)
    {
        var headers = context.HttpContext.Response.Headers;
        var connection = upstream.Headers.NonValidated.TryGetValues("Connection", out var nominated) ? nominated.ToString() : null;
        foreach (var name in upstream.Headers.NonValidated)
        {
            if (!HeaderRules.GoesToClient(name.Key) || HeaderRules.IsNominated(connection, name.Key))
                headers.Remove(name.Key);
        }
    }
}
