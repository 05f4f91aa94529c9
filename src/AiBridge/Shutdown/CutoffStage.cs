using AiBridge.Exchanges;

namespace AiBridge.Shutdown;

/// <summary>
/// Step 10: when the time of a shutdown is up, ends the calls whose answer has not begun with the family's error, and passthrough that
/// still runs. Answers under observation end by themselves in their family's way; those whose client does not take that end
/// are cut off last.
/// </summary>
internal sealed class CutoffStage(RequestDelegate next, Draining draining)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var left = context.RequestAborted;
        await using var call = new CancellableCall(context, draining);
        context.RequestAborted = call.Ended;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (call.Unanswered)
        {
            // Said below.
        }
        finally
        {
            context.RequestAborted = left;
        }

        if (call.Unanswered && !context.Response.HasStarted && !left.IsCancellationRequested)
            await WriteErrorAsync(context);
    }

    private static Task WriteErrorAsync(HttpContext context)
    {
        var exchange = context.Exchange();
        context.Response.Clear();
        ConnectionClose.Announce(context);
        return ErrorResponse.WriteAsync(context, context.Arrival().Family, BridgeError.ShuttingDown, exchange.Route.Bridged ? exchange.Id : null);
    }
}
