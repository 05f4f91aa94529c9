using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Projects;
using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Ingress;

/// <summary>Step 6: reads the body, if it is not too large, once into pooled memory, so that it can be looked at and sent more than once. When it is there, the token is asked again.</summary>
internal sealed class BodyStage(RequestDelegate next, CallerLookup callers, LiveConfiguration configuration)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var exchange = context.Exchange();
        var hasBody = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;
        if (hasBody && !await TryReadBody(context, exchange))
            return;
        try
        {
            if (hasBody && InvokeRight.Refusal(callers.Find(context.Request).Token) is { } refusal)
                await ErrorResponse.WriteAsync(context, context.Arrival().Family, refusal);
            else
                await next(context);
        }
        finally
        {
            exchange.ReleaseBody();
        }
    }

    private async Task<bool> TryReadBody(HttpContext context, Exchange exchange)
    {
        var limit = configuration.Current.Limits.MaxRequestBodyBytes;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;

        try
        {
            exchange.Body = await BodyBuffer.ReadAsync(context.Request, limit, context.RequestAborted);
        }
        catch (BadHttpRequestException broken) when (broken.StatusCode == StatusCodes.Status400BadRequest && !context.RequestAborted.IsCancellationRequested)
        {
            ConnectionClose.Announce(context);
            await ErrorResponse.WriteAsync(context, context.Arrival().Family, BridgeError.InvalidRequest("the request body is not whole, or its framing is broken"));
            return false;
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
        var family = context.Arrival().Family;
        await ErrorResponse.WriteAsync(context, family, BridgeError.TooLarge(limit));
        return false;
    }
}
