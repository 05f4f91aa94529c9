using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Recording.Writing;
using AiBridge.Telemetry;

namespace AiBridge.Recording;

/// <summary>
/// Step 8: opens the record of a bridged request, durably, before the upstream is called; the policy says what happens when that is not
/// possible. What passes through is not recorded, but what it tells of a recorded response is added to that.
/// </summary>
internal sealed class RecordingStage(RequestDelegate next, InterceptionRecorder recorder, LiveConfiguration configuration, RecordingMetrics metrics, InterceptionMetrics interceptions)
{
    public Task InvokeAsync(HttpContext context)
    {
        var exchange = context.Exchange();
        if (!exchange.Route.Bridged)
        {
            if (exchange.Route.ReturnsResponse)
                recorder.AmendAtEnd(exchange);
            return next(context);
        }

        var opened = TryOpen(exchange);
        exchange.LetGoOfPrompt();
        if (opened)
            return OpenedAsync(context, exchange);
        if (configuration.Current.Recording.WhenUnavailable == "refuse")
            return ErrorResponse.WriteAsync(context, context.Arrival().Family, BridgeError.RecordingUnavailable);
        metrics.NotRecorded();
        return OpenedAsync(context, exchange);
    }

    private bool TryOpen(Exchange exchange)
    {
        using var span = BridgeTracing.Start("record");
        return recorder.TryOpen(exchange);
    }

    private Task OpenedAsync(HttpContext context, Exchange exchange)
    {
        interceptions.Opened(exchange);
        return next(context);
    }
}
