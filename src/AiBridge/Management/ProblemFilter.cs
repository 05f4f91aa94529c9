using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Management;

/// <summary>Around every management endpoint: refusals and failures become problem documents, and nothing is kept in caches. The answer is written within, so that what fails then is told, too.</summary>
internal sealed partial class ProblemFilter(ILogger<ProblemFilter> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var isWriting = false;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers[CallOrigin.Header] = http.TraceIdentifier;
        try
        {
            var result = await next(context);
            if (result is not IResult answer)
                return result;
            isWriting = true;
            await answer.ExecuteAsync(http);
            return TypedResults.Empty;
        }
        catch (RefusedException refusal)
        {
            return Answer(http, Problems.Of(refusal), refusal.RetryAfterSeconds);
        }
        catch (ChangeNotInForceException stored)
        {
            Log.StoreAway(logger, http.Request.Method, RouteOf(http), StoreFailures.Message(stored));
            return Answer(http, Problems.StoredButNotInForce, StoreFailures.RetryAfterSeconds);
        }
        catch (Exception failure) when (!http.RequestAborted.IsCancellationRequested && StoreFailures.IsUnavailable(failure))
        {
            Log.StoreAway(logger, http.Request.Method, RouteOf(http), StoreFailures.Message(failure));
            return Answer(http, Problems.StoreAway, StoreFailures.RetryAfterSeconds);
        }
        catch (OutOfMemoryException) when (isWriting)
        {
            // A pipe that found no memory for a piece may go on with one that is somebody else's by now: nothing is written there any more.
            http.Abort();
            return TypedResults.Empty;
        }
        catch (OutOfMemoryException)
        {
            // Without a word in the log, which takes memory, too; who asks for less, or later, is answered.
            return Answer(http, Problems.Overloaded, RefusedException.Overloaded.RetryAfterSeconds);
        }
        catch (Exception failure) when (!http.RequestAborted.IsCancellationRequested)
        {
            Log.Failed(logger, failure, http.Request.Method, RouteOf(http));
            return Answer(http, Problems.Internal);
        }
    }

    // Where a part of the answer has gone out, or is about to, only a cut says that the rest is missing.
    private static IResult Answer(HttpContext http, ProblemHttpResult problem, int? retryAfter = null)
    {
        if (http.Response.HasStarted || http.Response.BodyWriter.UnflushedBytes > 0)
        {
            http.Abort();
            return TypedResults.Empty;
        }

        if (retryAfter is { } seconds)
            http.Response.Headers.RetryAfter = $"{seconds}";
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
