using AiBridge.Exchanges;

namespace AiBridge.Shutdown;

/// <summary>Step 2: while the process goes down the listener stays open for the streams that run; who comes now is told to come again.</summary>
internal sealed class DrainStage(RequestDelegate next, Draining draining)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (draining.TryEnter())
            return CountedAsync(context);
        ConnectionClose.Announce(context);
        return ErrorResponse.WriteAsync(context, context.Arrival().Family, BridgeError.ShuttingDown);
    }

    private async Task CountedAsync(HttpContext context)
    {
        try
        {
            // Waits for a running callback: the context is ours until then.
            await using var cut = draining.All.UnsafeRegister(static context => ((HttpContext)context!).Abort(), context);
            await next(context);
        }
        finally
        {
            draining.Leave();
        }
    }
}
