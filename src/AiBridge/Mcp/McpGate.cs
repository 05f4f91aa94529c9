using AiBridge.Projects;
using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Mcp;

/// <summary>Before every request of the protocol: each needs a token, the one that begins a conversation too.</summary>
internal sealed partial class McpGate(CallerLookup callers, ILogger<McpGate> logger)
{
    private const int MaxBytes = 256 * 1024;

    public async Task PassAsync(HttpContext http, RequestDelegate next)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers[CallOrigin.Header] = http.TraceIdentifier;
        try
        {
            callers.DemandPresented(http);
            // None is given out here: it is of another server, or of an earlier version, and would be refused.
            http.Request.Headers.Remove("Mcp-Session-Id");
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                size.MaxRequestBodySize = MaxBytes;
            await next(http);
        }
        catch (BadHttpRequestException broken)
        {
            await AnswerAsync(http, broken.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? new RefusedException(broken.StatusCode, "request_too_large", $"The body must not be larger than {MaxBytes} bytes.")
                : new RefusedException(broken.StatusCode, "invalid_request", "The body is broken, or came too slowly."));
        }
        catch (OutOfMemoryException)
        {
            // The answer may have been half written, and a pipe that found no memory for a piece may go on with one that is somebody else's by now.
            http.Abort();
        }
        catch (Exception failure) when (!http.RequestAborted.IsCancellationRequested)
        {
            var refusal = Refusals.Of(failure);
            if (refusal.Status == StatusCodes.Status500InternalServerError)
                Log.Failed(logger, failure, http.Request.Method);
            await AnswerAsync(http, refusal);
        }
    }

    /// <summary>There is no stream to open and no session to end; what is posted must be JSON.</summary>
    public static Task RefuseAsync(HttpContext http)
    {
        if (HttpMethods.IsPost(http.Request.Method))
            throw new RefusedException(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "The body must be application/json.");
        http.Response.Headers.Allow = HttpMethods.Post;
        throw new RefusedException(StatusCodes.Status405MethodNotAllowed, "method_not_allowed", $"{http.Request.Path} does not take {http.Request.Method}, but {HttpMethods.Post}.");
    }

    private static async Task AnswerAsync(HttpContext http, RefusedException refusal)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Headers.CacheControl = "no-store";
        if (refusal.RetryAfterSeconds is { } seconds)
            http.Response.Headers.RetryAfter = $"{seconds}";
        await Refusals.ToProblem(refusal).ExecuteAsync(http);
    }

    private static partial class Log
    {
        [LoggerMessage(2300, LogLevel.Error, "A {Method} of the Model Context Protocol failed")]
        public static partial void Failed(ILogger logger, Exception failure, string method);
    }
}
