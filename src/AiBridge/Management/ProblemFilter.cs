using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

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
        catch (ChangeNotInForceException stored)
        {
            Log.StoreAway(logger, http.Request.Method, RouteOf(http), StoreFailures.Message(stored));
            return Answer(http, StoreAway(http, Problems.StoredButNotInForce));
        }
        catch (Exception failure) when (!http.RequestAborted.IsCancellationRequested && StoreFailures.IsUnavailable(failure))
        {
            Log.StoreAway(logger, http.Request.Method, RouteOf(http), StoreFailures.Message(failure));
            return Answer(http, StoreAway(http, Problems.StoreAway));
        }
        catch (Exception failure) when (!http.RequestAborted.IsCancellationRequested)
        {
            Log.Failed(logger, failure, http.Request.Method, RouteOf(http));
            return Answer(http, Problems.Internal);
        }
    }

    // Where a part of the answer has gone out, only a cut says that the rest is missing.
    private static IResult Answer(HttpContext http, ProblemHttpResult problem)
    {
        if (!http.Response.HasStarted)
            return problem;
        http.Abort();
        return TypedResults.Empty;
    }

    private static ProblemHttpResult StoreAway(HttpContext http, ProblemHttpResult problem)
    {
        if (!http.Response.HasStarted)
            http.Response.Headers.RetryAfter = $"{StoreFailures.RetryAfterSeconds}";
        return problem;
    }

    // Not the path: what stands where an id belongs may be anything, a pasted key too.
    private static string? RouteOf(HttpContext http) => (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;

    private static partial class Log
    {
        [LoggerMessage(1900, LogLevel.Error, "Management request {Method} {Route} failed")]
        public static partial void Failed(ILogger logger, Exception failure, string method, string? route);

        [LoggerMessage(1902, LogLevel.Warning, "Management request {Method} {Route} got 503: the store is locked or away ({Failure})")]
        public static partial void StoreAway(ILogger logger, string method, string? route, string failure);
    }
}
