using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Interception;

/// <summary>
/// Makes a reset of an abort on HTTP/1.0 where the end of the connection is the end of the body: the server's own abort is
/// a good end there, and half a body would look whole.
/// </summary>
internal sealed class ConnectionReset(HttpContext context, IHttpRequestLifetimeFeature server) : IHttpRequestLifetimeFeature
{
    public CancellationToken RequestAborted
    {
        get => server.RequestAborted;
        set => server.RequestAborted = value;
    }

    /// <summary>From now on the request's aborts do so; other versions of HTTP tell a broken body by themselves.</summary>
    public static void Mark(HttpContext context)
    {
        if (HttpProtocol.IsHttp10(context.Request.Protocol) && context.Response.ContentLength is null)
            context.Features.Set<IHttpRequestLifetimeFeature>(new ConnectionReset(context, context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>()));
    }

    public void Abort()
    {
        if (context.Response.HasStarted)
            context.Features.Get<ClientConnection>()?.Reset();
        server.Abort();
    }
}
