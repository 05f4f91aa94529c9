using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;

namespace AiBridge.Upstream;

/// <summary>What stays on the upstream's side of the headers stays there of the trailers, too.</summary>
internal sealed class UpstreamTrailers : ResponseTrailersTransform
{
    public override ValueTask ApplyAsync(ResponseTrailersTransformContext context)
    {
        if (context.ProxyResponse is not { } upstream || context.HttpContext.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is not { IsReadOnly: false } trailers)
            return ValueTask.CompletedTask;
        foreach (var (name, _) in upstream.TrailingHeaders.NonValidated)
        {
            if (!HeaderRules.GoesToClient(name))
                trailers.Remove(name);
        }

        return ValueTask.CompletedTask;
    }
}
