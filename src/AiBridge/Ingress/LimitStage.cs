using AiBridge.Configuration;
using AiBridge.Exchanges;

namespace AiBridge.Ingress;

/// <summary>Step 5: how often and how many at once the caller may ask, and the provider be asked; passthrough has a rate of its own and uses up nothing else. A changed limit acts on the next request; those in flight are counted from when it is switched on.</summary>
internal sealed class LimitStage(RequestDelegate next, CallerLimits callers, LiveConfiguration configuration)
{
    public Task InvokeAsync(HttpContext context)
    {
        var limits = configuration.Current.Limits;
        var exchange = context.Exchange();
        if (!exchange.Route.Bridged)
            return callers.TryPass(exchange.Caller, limits.PassthroughPerMinute) is { } refusal ? refusal.WriteAsync(context) : next(context);
        return CallerLimits.AreOff(limits, exchange.Provider) ? next(context) : LimitAsync(context, exchange, limits);
    }

    private async Task LimitAsync(HttpContext context, Exchange exchange, LimitsOptions limits)
    {
        if (callers.TryAdmit(exchange.Caller, exchange.Provider, limits, out var slot) is { } refusal)
        {
            await refusal.WriteAsync(context);
            return;
        }

        // Free before the client is given the end: its next request may be here before this one has unwound.
        exchange.OnClosed((_, _) => slot.Release());
        try
        {
            await next(context);
        }
        finally
        {
            slot.Release();
        }
    }
}
