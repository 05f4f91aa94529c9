namespace AiBridge.Management;

/// <summary>Around every management endpoint: refusals and failures become problem documents, and nothing is kept in caches.</summary>
internal sealed partial class ProblemFilter(ILogger<ProblemFilter> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            return await next(context);
        }
        catch (RefusedException refusal)
        {
            return Problems.Of(refusal);
        }
        catch (Exception failure) when (!http.RequestAborted.IsCancellationRequested)
        {
            Log.Failed(logger, failure, http.Request.Method, RouteOf(http));
            return Problems.Internal;
        }
    }

    // Not the path: what stands where an id belongs may be anything, a pasted key too.
    private static string? RouteOf(HttpContext http) => (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;

    private static partial class Log
    {
        [LoggerMessage(1900, LogLevel.Error, "Management request {Method} {Route} failed")]
        public static partial void Failed(ILogger logger, Exception failure, string method, string? route);
    }
}
