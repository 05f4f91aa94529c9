using AiBridge.Exchanges;
using Yarp.ReverseProxy.Transforms;

namespace AiBridge.Upstream;

/// <summary>Takes away the response headers that stay on the upstream's side and adds the bridge's own.</summary>
internal sealed class UpstreamResponse : ResponseTransform
{
    public override ValueTask ApplyAsync(ResponseTransformContext context)
    {
        if (context.ProxyResponse is not { } upstream)
            return ValueTask.CompletedTask;
        var headers = context.HttpContext.Response.Headers;
        var connection = upstream.Headers.NonValidated.TryGetValues("Connection", out var nominated) ? nominated.ToString() : null;
        foreach (var name in upstream.Headers.NonValidated)
        {
            if (!HeaderRules.GoesToClient(name.Key) || HeaderRules.IsNominated(connection, name.Key))
                headers.Remove(name.Key);
        }

        var exchange = context.HttpContext.Exchange();
        if (!exchange.Route.Rule.Bridged)
            return ValueTask.CompletedTask;
        headers[ErrorResponse.InterceptionHeader] = exchange.Id.ToString();
        if (context.HttpContext.Response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true)
            headers["X-Accel-Buffering"] = "no";
        return ValueTask.CompletedTask;
    }
}
