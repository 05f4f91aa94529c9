using System.Data.Common;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiBridge.Configuration;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;
using Serilog.Sinks.File;

namespace AiBridge.Telemetry;

/// <summary>Where log lines go and which of the frameworks' own are worth one. Request headers and queries may hold secrets, so nobody's request logging is on.</summary>
internal static class BridgeLogging
{
    /// <exception cref="ConfigurationException">The section <c>Serilog</c> is not one that Serilog can read.</exception>
    public static ILoggingBuilder AddBridgeLogging(this ILoggingBuilder logging, LoggingOptions options, string workingDirectory, JsonObject? serilog = null)
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
            .Filter.ByExcluding(line => line.Exception is { } failure && (failure is StartRefusedException || failure.GetBaseException() is DbException || ListenFault.IsOne(failure)) && IsOf(line, "Microsoft.Extensions.Hosting.Internal.Host"))
            .Enrich.FromLogContext()
            .WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}");
        if (options.File.Length > 0)
            WriteToFile(configuration, Path.GetFullPath(options.File, workingDirectory));
        if (serilog is { Count: > 0 })
            ReadSection(configuration, serilog);
        logging.Services.AddSingleton(level).AddHostedService<LogLevelWatch>();
        return logging.ClearProviders().AddSerilog(configuration.CreateLogger(), dispose: true);
    }

    private static void WriteToFile(LoggerConfiguration configuration, string file)
    {
        OwnerOnly.CreateFor(file, Path.GetFileNameWithoutExtension(file));
        configuration.WriteTo.File(new JsonFormatter(), file, rollingInterval: RollingInterval.Day, retainedFileCountLimit: 7, hooks: new ClosedFiles());
    }

    // After our own, so that it wins.
    private static void ReadSection(LoggerConfiguration configuration, JsonObject serilog)
    {
        using var json = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(new JsonObject { [nameof(BridgeOptions.Serilog)] = serilog.DeepClone() }));
        try
        {
            configuration.ReadFrom.Configuration(new ConfigurationBuilder().AddJsonStream(json).Build());
        }
        catch (Exception unreadable) when (unreadable is InvalidOperationException or ArgumentException or FormatException)
        {
            throw new ConfigurationException([$"{nameof(BridgeOptions.Serilog)}: cannot be read: {unreadable.Message}"]);
        }
    }

    private sealed class ClosedFiles : FileLifecycleHooks
    {
        public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding)
        {
            OwnerOnly.CloseFile(path);
            return underlyingStream;
        }
    }

    private static bool IsOf(LogEvent line, string category) =>
        line.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source) && source is ScalarValue { Value: string name } && name == category;
}
