using AiBridge.Configuration;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

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

    /// <param name="services">Where to.</param>
    /// <param name="environment">The process's.</param>
    public static IServiceCollection AddBridgeTelemetry(this IServiceCollection services, IReadOnlyDictionary<string, string> environment)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(Describe)
            .WithMetrics(metrics =>
            {
                // Each reading tells what is so now; who may read is asked before.
                metrics.AddMeter(BridgeMeter.Name).AddRuntimeInstrumentation().AddPrometheusExporter(static options => options.ScrapeResponseCacheDurationMilliseconds = 0);
                if (IsExported("METRICS", environment))
                    metrics.AddOtlpExporter();
            });
        if (IsExported("TRACES", environment))
        {
            telemetry.WithTracing(tracing =>
            {
                tracing.AddBridge(environment);
                tracing.AddOtlpExporter(static sending => ExportLimits.Apply(sending.BatchExportProcessorOptions));
            });
        }

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

    /// <summary>The standard variables, for the SDK to read: the host has no configuration of its own.</summary>
    public static void AddStandardVariables(this IConfigurationBuilder configuration, IReadOnlyDictionary<string, string> environment) =>
        configuration.AddInMemoryCollection(environment.Where(variable => variable.Key.StartsWith("OTEL_", StringComparison.Ordinal)).Select(variable => KeyValuePair.Create(variable.Key, (string?)variable.Value)));

    /// <summary>Who sends.</summary>
    public static void Describe(ResourceBuilder resource) => resource.AddService(Service, serviceVersion: ProductVersion.Text);

    /// <summary>Whether a collector is to get the signal.</summary>
    public static bool IsExported(string signal, IReadOnlyDictionary<string, string> environment) =>
        (Has("OTEL_EXPORTER_OTLP_ENDPOINT", environment) || Has($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT", environment))
        && environment.GetValueOrDefault($"OTEL_{signal}_EXPORTER") != "none"
        && !string.Equals(environment.GetValueOrDefault("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);

    private static bool Has(string variable, IReadOnlyDictionary<string, string> environment) => !string.IsNullOrEmpty(environment.GetValueOrDefault(variable));
}
