using System.Globalization;
using AiBridge.Protocols.Families;

namespace AiBridge.Exchanges;

/// <summary>Writes a <see cref="BridgeError"/> in the shape of a family.</summary>
internal static class ErrorResponse
{
    public const string CodeHeader = "X-AiBridge-Error";
    public const string InterceptionHeader = "X-AiBridge-Interception-Id";

    public static Task WriteAsync(HttpContext context, ErrorFamily family, BridgeError error, Guid? interceptionId = null)
    {
        error = error.In(family, context.Request.Headers.UserAgent.ToString());
        // Before the client is given the end; whoever was told before knows better.
        var exchange = context.Features.Get<Exchange>();
        exchange?.Close(ExchangeOutcome.Of(error));
        context.RequestServices.GetRequiredService<RefusalMetrics>().Refused(exchange?.Provider ?? context.Features.Get<Arrival>()?.Provider, error.Code);
        var response = context.Response;
        response.StatusCode = error.Status;
        response.ContentType = family.ContentType;
        response.Headers[CodeHeader] = error.Code;
        if (interceptionId is { } id)
            response.Headers[InterceptionHeader] = id.ToString();
        if (!error.Retryable)
            response.Headers["x-should-retry"] = "false";
        if (error.RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);

        var body = family.Write(error.Status, error.Code, error.Message);
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
