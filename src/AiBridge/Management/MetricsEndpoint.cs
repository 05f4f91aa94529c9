using AiBridge.Management.Access;
using AiBridge.Projects;

namespace AiBridge.Management;

/// <summary>What Prometheus scrapes: beside the API for who may read metrics, and on a listener of its own for everybody who reaches that.</summary>
internal static class MetricsEndpoint
{
    private const string Path = "/metrics";

    private static readonly Operation Read = new("getMetrics", PermissionNames.ReadMetrics, ServerScope: true);

    public static void MapMetrics(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPrometheusScrapingEndpoint(Path, meterProvider: null, static branch => branch.Use(GuardAsync), optionsName: null).ExcludeFromDescription();

    /// <summary>On the listener of metrics nothing else answers. Before everything else of the pipeline.</summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="listen">The listener's address; empty for none.</param>
    public static void UseMetricsListener(this IApplicationBuilder app, string listen)
    {
        if (listen.Length == 0)
            return;
        var port = BindingAddress.Parse(listen).Port;
        app.MapWhen(context => context.Connection.LocalPort == port, static branch =>
        {
            branch.UseOpenTelemetryPrometheusScrapingEndpoint(Path);
            branch.Run(static context => Problems.EndpointFallback(context.Request.Method, context.Request.Path).ExecuteAsync(context));
        });
    }

    private static Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            context.RequestServices.GetRequiredService<CallerGate>().Admit(context, Read);
        }
        catch (RefusedException refusal)
        {
            return Problems.Of(refusal).ExecuteAsync(context);
        }

        return next(context);
    }
}
