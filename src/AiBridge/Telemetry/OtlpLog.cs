using OpenTelemetry.Logs;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace AiBridge.Telemetry;

/// <summary>
/// Gives log lines, as they have come through Serilog, to OpenTelemetry's own exporter: it follows the standard variables, sends in
/// batches beside the requests, and its posts are neither traced nor logged.
/// </summary>
internal sealed class OtlpLog : ILogEventSink, IDisposable
{
    private readonly ServiceProvider _exporter;
    private readonly Logger _lines;

    public OtlpLog(IReadOnlyDictionary<string, string> environment)
    {
        var variables = new ConfigurationBuilder();
        variables.AddStandardVariables(environment);
        var services = new ServiceCollection().AddSingleton<IConfiguration>(variables.Build());
        services.AddOpenTelemetry().ConfigureResource(BridgeTelemetry.Describe).WithLogging(
            static logs => logs.AddOtlpExporter(static (_, sending) => ExportLimits.Apply(sending.BatchExportProcessorOptions)),
            static lines => lines.IncludeFormattedMessage = true);
        _exporter = services.BuildServiceProvider();
        var provider = new LoggerProviderCollection();
        provider.AddProvider(_exporter.GetRequiredService<ILoggerProvider>());
        _lines = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Providers(provider).CreateLogger();
    }

    public void Emit(LogEvent logEvent) => _lines.Write(logEvent);

    /// <summary>Sends what has not been sent.</summary>
    public void Dispose()
    {
        _lines.Dispose();
        _exporter.Dispose();
    }
}
