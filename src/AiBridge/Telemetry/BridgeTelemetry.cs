using AiBridge.Configuration;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace AiBridge.Telemetry;

/// <summary>The wiring of OpenTelemetry. Nothing is exported until an endpoint is set by the standard variables (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> …); <c>/metrics</c> is there always.</summary>
internal static class BridgeTelemetry
{
    private const string Service = "aibridge";

    /// <summary>What instruments are made with; needs the live configuration.</summary>
    public static IServiceCollection AddMeters(this IServiceCollection services) =>
        services.AddMetrics().AddSingleton<BridgeMeter>().AddSingleton<MetricLabels>();

    /// <summary>Adds a room's instruments. They are there from the start of a server, and tell 0 until something happens.</summary>
    public static IServiceCollection AddInstruments<TMetrics>(this IServiceCollection services)
        where TMetrics : class =>
        services.AddSingleton<TMetrics>().AddHostedService<InstrumentsStart<TMetrics>>();

    /// <summary>Before anything that counts is made: what is counted earlier nobody hears.</summary>
    public static void StartMeters(this IServiceProvider services) => services.GetRequiredService<MeterProvider>();

    public static IServiceCollection AddBridgeTelemetry(this IServiceCollection services)
    {
        services.AddOpenTelemetry()
            .ConfigureResource(static resource => resource.AddService(Service, serviceVersion: ProductVersion.Text))
            .WithMetrics(static metrics => metrics
                .AddMeter(BridgeMeter.Name)
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter());
        services.ConfigureOpenTelemetryMeterProvider(static (provider, metrics) =>
        {
            var meter = provider.GetRequiredService<BridgeMeter>();
            metrics.AddView(instrument => meter.ShapeOf(instrument) switch
            {
                { Series: 0 } => MetricStreamConfiguration.Drop,
                { Boundaries: { } boundaries } shape => new ExplicitBucketHistogramConfiguration { Boundaries = boundaries, CardinalityLimit = shape.Series },
                { } shape => new MetricStreamConfiguration { CardinalityLimit = shape.Series },
                null => null,
            });
        });
        return services;
    }
}
