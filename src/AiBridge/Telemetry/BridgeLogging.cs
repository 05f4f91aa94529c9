using AiBridge.Configuration;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace AiBridge.Telemetry;

/// <summary>Where log lines go and which of the frameworks' own are worth one. Request headers and queries may hold secrets, so nobody's request logging is on.</summary>
internal static class BridgeLogging
{
    public static ILoggingBuilder AddBridgeLogging(this ILoggingBuilder logging, LoggingOptions options, string workingDirectory)
    {
        var level = new LoggingLevelSwitch(LogLevelWatch.LevelOf(options));
        var configuration = new LoggerConfiguration()
            .MinimumLevel.ControlledBy(level)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            // The bridge says itself, once, how a call failed.
            .MinimumLevel.Override("Yarp", LogEventLevel.Error)
            // It warns that key files are not wrapped; where the ring lies is said at the start already.
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogEventLevel.Error)
            // Logs a failing check each time it is asked; readiness says it once.
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LevelAlias.Off)
            // Said in one sentence by whoever started the host.
            .Filter.ByExcluding(line => line.Exception is { } failure && (failure is StartRefusedException || ListenFault.IsOne(failure)) && IsOf(line, "Microsoft.Extensions.Hosting.Internal.Host"))
            .Enrich.FromLogContext()
            .WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}");
        if (options.File.Length > 0)
            configuration.WriteTo.File(new JsonFormatter(), Path.GetFullPath(options.File, workingDirectory), rollingInterval: RollingInterval.Day, retainedFileCountLimit: 7);
        logging.Services.AddSingleton(level).AddHostedService<LogLevelWatch>();
        return logging.ClearProviders().AddSerilog(configuration.CreateLogger(), dispose: true);
    }

    private static bool IsOf(LogEvent line, string category) =>
        line.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source) && source is ScalarValue { Value: string name } && name == category;
}
