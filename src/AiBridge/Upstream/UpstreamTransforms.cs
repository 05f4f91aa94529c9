using Yarp.ReverseProxy.Transforms.Builder;

namespace AiBridge.Upstream;

/// <summary>The same transforms for every route: ours copy the request headers, YARP's own defaults (X-Forwarded-*) stay off.</summary>
internal sealed class UpstreamTransforms : ITransformProvider
{
    private readonly UpstreamRequest _request = new();
    private readonly UpstreamResponse _response = new();
    private readonly UpstreamTrailers _trailers = new();

    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context)
    {
        context.CopyRequestHeaders = false;
        context.UseDefaultForwarders = false;
        context.RequestTransforms.Add(_request);
        context.ResponseTransforms.Add(_response);
        context.ResponseTrailersTransforms.Add(_trailers);
    }
}
