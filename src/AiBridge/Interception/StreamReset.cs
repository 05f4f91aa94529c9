using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Interception;

/// <summary>
/// Resets an HTTP/2 stream whose body stays incomplete as INTERNAL_ERROR. The forwarder says CANCEL, which node takes for a
/// good end: to its programs the body would look complete.
/// </summary>
internal sealed class StreamReset(IHttpResetFeature stream) : IHttpResetFeature
{
    private const int InternalError = 2;

    /// <summary>From now on the request's resets say so; HTTP/1 has none.</summary>
    public static void Mark(HttpContext context)
    {
        if (context.Features.Get<IHttpResetFeature>() is { } stream)
            context.Features.Set<IHttpResetFeature>(new StreamReset(stream));
    }

    public void Reset(int errorCode) => stream.Reset(InternalError);
}
