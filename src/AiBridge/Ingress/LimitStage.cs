using AiBridge.Configuration;
using AiBridge.Exchanges;

namespace AiBridge.Ingress;

/// <summary>Step 5: how often and how many at once the caller may ask, and the provider be asked; passthrough has a rate of its own and uses up nothing else. A changed limit acts on the next request; those in flight are counted from when it is switched on.</summary>
internal sealed class LimitStage(RequestDelegate next, CallerLimits callers, LiveConfiguration configuration)
{
    /// <summary>Between an answer's last event, at which a client asks again, and the end of its stream lies no more than this.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(1);

    public Task InvokeAsync(HttpContext context)
    {
        var limits = configuration.Current.Limits;
        return limits.Connections == 0 ? AdmitAsync(context, limits) : ConnectAsync(context, limits);
    }

    private async Task ConnectAsync(HttpContext context, LimitsOptions limits)
    {
        if (callers.TryConnect(context.Exchange().Caller, limits.Connections, out var slot) is { } refusal)
        {
            await refusal.WriteAsync(context);
            return;
        }

        try
        {
            await AdmitAsync(context, limits);
        }
        finally
        {
            slot.Release();
        }
    }

    private Task AdmitAsync(HttpContext context, LimitsOptions limits)
    {
        var exchange = context.Exchange();
        if (!exchange.Route.Bridged)
            return callers.TryPass(exchange.Caller, limits.PassthroughPerMinute) is { } refusal ? refusal.WriteAsync(context) : next(context);
        return CallerLimits.AreOff(limits, exchange.Provider) ? next(context) : LimitAsync(context, exchange, limits);
    }

    private async Task LimitAsync(HttpContext context, Exchange exchange, LimitsOptions limits)
    {
        var refusal = callers.TryAdmit(exchange.Caller, exchange.Provider, limits, out var slot);
        if (refusal is { Full: { } full } refused && full.TryWait(refused.Limit))
            (refusal, slot) = await WaitAsync(exchange, limits, refused, full, context.RequestAborted);
        if (refusal is not null)
        {
            await refusal.WriteAsync(context);
            return;
        }

        // Said before the client is given the end: its next request may be here before this one has unwound, and waits for that.
        exchange.OnClosed((_, _) => slot.Ending());
        try
        {
            await next(context);
        }
        finally
        {
            slot.Release();
        }
    }

    private async Task<(LimitRefusal? Refusal, LimitSlot Slot)> WaitAsync(Exchange exchange, LimitsOptions limits, LimitRefusal refused, Limiter full, CancellationToken left)
    {
        // The end of a stream takes the machine's time, whatever clock the product was given.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(left);
        limit.CancelAfter(LongestEnd);
        try
        {
            while (true)
            {
                var oneLess = full.NextLeave();
                if (callers.TryAdmit(exchange.Caller, exchange.Provider, limits, out var slot) is not { } refusal)
                    return (null, slot);
                refused = refusal;
                await oneLess.WaitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            return (refused, new LimitSlot());
        }
        finally
        {
            full.DoneWaiting();
        }
    }
}
