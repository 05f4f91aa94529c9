using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Projects;
using AiBridge.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Ingress;

/// <summary>Step 6: reads the body, if it is not too large, once into memory, so that it can be looked at and sent more than once. When it is there, the token is asked again.</summary>
internal sealed partial class BodyStage(
    RequestDelegate next, CallerLookup callers, LiveConfiguration configuration, BufferBudget buffers, TimeProvider clock, ILogger<BodyStage> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var exchange = context.Exchange();
        exchange.Buffers = buffers;
        var hasBody = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;
        // To some upstreams it means another request; with the provider's key only what is asked for is asked.
        exchange.WithholdsBody = hasBody && exchange.Byok is null && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));
        try
        {
            if (hasBody && !exchange.WithholdsBody && !await TryReadBody(context, exchange))
                return;
            if (hasBody && InvokeRight.Refusal(context, callers.Find(context.Request).Token) is { } refusal)
                await ErrorResponse.WriteAsync(context, context.Arrival().Family, refusal);
            else
                await next(context);
        }
        catch (Exception fault) when (fault is not (BadHttpRequestException or OperationCanceledException) && !context.Response.HasStarted)
        {
            // Nobody expected it; memory that is not there comes first, and goes by.
            Log.Failed(logger, fault, exchange.Id);
            exchange.ReleaseBody();
            await ErrorResponse.WriteAsync(context, context.Arrival().Family, fault is OutOfMemoryException ? BridgeError.Overloaded : BridgeError.Internal);
        }
        finally
        {
            exchange.ReleaseBody();
            exchange.ReturnObserved();
        }
    }

    private async Task<bool> TryReadBody(HttpContext context, Exchange exchange)
    {
        var limits = configuration.Current.Limits;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;

        using var span = BridgeTracing.Start("read");
        var stalled = new SlowClientTimer(clock, TimeSpan.FromSeconds(limits.SlowClientSeconds), context.Request.BodyReader.CancelPendingRead);
        using var buffer = new BodyBuffer(context.Request, limits.MaxRequestBodyBytes, buffers, exchange.Caller.Token.Id, stalled);
        var refusal = BridgeError.TooSlow;
        try
        {
            exchange.Body = await buffer.ReadAsync(context.RequestAborted);
            refusal = buffer.Refusal;
        }
        catch (IOException broken) when (!context.RequestAborted.IsCancellationRequested)
        {
            // Of a chunk beyond all sizes the server only says that it cannot be read.
            if (broken is not BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout })
                refusal = BridgeError.InvalidRequest("the request body is not whole, or its framing is broken");
        }
        catch (Exception left) when (left is OperationCanceledException or IOException)
        {
            // The client left before the request was whole: nothing was asked yet.
            context.Abort();
            return false;
        }

        if (exchange.Body is { } body)
        {
            exchange.RequestBytes = body.Length;
            exchange.RequestReadAt = exchange.Elapsed;
            return true;
        }

        ConnectionClose.Announce(context);
        await ErrorResponse.WriteAsync(context, context.Arrival().Family, refusal!);
        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(1600, LogLevel.Error, "Interception {InterceptionId} failed inside the bridge before it had an answer")]
        public static partial void Failed(ILogger logger, Exception fault, Guid interceptionId);
    }
}
