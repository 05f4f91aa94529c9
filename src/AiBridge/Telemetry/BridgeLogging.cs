using System.Data.Common;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiBridge.Configuration;
using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Compact;
using Serilog.Sinks.File;

namespace AiBridge.Telemetry;

/// <summary>Where log lines go: the console, a file, a collector, and whatever else the section <c>Serilog</c> names. Request headers and queries may hold secrets, so nobody's request logging is on.</summary>
internal static class BridgeLogging
{
    /// <summary>For people; the ids of the request stand behind.</summary>
    private const string Readable = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj} {InterceptionId} {TraceId}{NewLine}{Exception}";

    /// <param name="logging">Where to.</param>
    /// <param name="options">What is set.</param>
    /// <param name="workingDirectory">Where relative paths count from.</param>
    /// <param name="environment">The process's, for OpenTelemetry's standard variables and the name of the environment.</param>
    /// <param name="readable">People look at the console; else machines do, unless the environment is called Development.</param>
    /// <exception cref="ConfigurationException">The section <c>Serilog</c> is not one that Serilog can read.</exception>
    public static ILoggingBuilder AddBridgeLogging(
        this ILoggingBuilder logging, BridgeOptions options, string workingDirectory, IReadOnlyDictionary<string, string> environment, bool readable = false)
    {
        var faults = new ConfigurationFaults();
        var levels = new LogLevels(LogLevelRules.Read(options.Serilog, faults));
        if (faults.Any)
            throw new ConfigurationException(faults.All);
        var others = LogLevelRules.Others(options.Serilog);
        var configuration = new LoggerConfiguration()
            // Levels are asked before a line is made.
            .MinimumLevel.Verbose()
            // Said in one sentence by whoever started the host.
            .Filter.ByExcluding(line => line.Exception is { } failure && (failure is StartRefusedException or IOException or UnauthorizedAccessException || failure.GetBaseException() is DbException || ListenFault.IsOne(failure)) && IsOf(line, "Microsoft.Extensions.Hosting.Internal.Host"))
            .Enrich.FromLogContext()
            .Enrich.With<RequestEnricher>();
        if (!NamesConsole(others))
            WriteToConsole(configuration, readable || IsDevelopment(environment));
        if (options.Logging.File.Length > 0)
            WriteToFile(configuration, Path.GetFullPath(options.Logging.File, workingDirectory));
        if (BridgeTelemetry.IsExported("LOGS", environment))
            configuration.WriteTo.Sink(new OtlpLog(environment));
        if (others.Count > 0)
            ReadSection(configuration, others);
        logging.ClearProviders();
        var lines = configuration.CreateLogger();
        // Made by the container, which takes down what it has made: the last lines are sent then.
        logging.Services.AddSingleton<ILoggerProvider>(_ => new SerilogLoggerProvider(lines, dispose: true));
        logging.Services.AddSingleton(levels).AddSingleton<IConfigureOptions<LoggerFilterOptions>>(levels).AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(levels)
            .AddHostedService<LogLevelWatch>();
        return logging;
    }

    /// <summary>What commands say: faults, on the console.</summary>
    public static ILoggingBuilder AddCommandLogging(this ILoggingBuilder logging) =>
        logging.AddBridgeLogging(new BridgeOptions { Serilog = new JsonObject { ["MinimumLevel"] = "Error" } }, "", new Dictionary<string, string>(), readable: true);

    // Beside the requests: whoever reads the console may stand still, and they may not.
    private static void WriteToConsole(LoggerConfiguration configuration, bool readable) => configuration.WriteTo.Async(console =>
    {
        if (readable)
            console.Console(outputTemplate: Readable);
        else
            console.Console(new CompactJsonFormatter());
    });

    private static void WriteToFile(LoggerConfiguration configuration, string file)
    {
        OwnerOnly.CreateFor(file, Path.GetFileNameWithoutExtension(file));
        configuration.WriteTo.File(new CompactJsonFormatter(), file, rollingInterval: RollingInterval.Day, retainedFileCountLimit: 7, hooks: new ClosedFiles());
    }

    // After our own, so that it wins.
    private static void ReadSection(LoggerConfiguration configuration, JsonObject serilog)
    {
        using var json = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(new JsonObject { [nameof(BridgeOptions.Serilog)] = serilog }));
        try
        {
            configuration.ReadFrom.Configuration(new ConfigurationBuilder().AddJsonStream(json).Build());
        }
        catch (Exception unreadable) when (unreadable is InvalidOperationException or ArgumentException or FormatException)
        {
            throw new ConfigurationException([$"{nameof(BridgeOptions.Serilog)}: cannot be read: {unreadable.Message}"]);
        }
    }

    /// <summary>A console of one's own stands in the place of ours: each line is there once.</summary>
    private static bool NamesConsole(JsonObject serilog) => serilog.Any(member =>
        string.Equals(member.Key, "WriteTo", StringComparison.OrdinalIgnoreCase) && member.Value?.ToJsonString().Contains("\"Console\"", StringComparison.OrdinalIgnoreCase) == true);

    private static bool IsDevelopment(IReadOnlyDictionary<string, string> environment) =>
        string.Equals(environment.GetValueOrDefault("DOTNET_ENVIRONMENT") ?? environment.GetValueOrDefault("ASPNETCORE_ENVIRONMENT"), Environments.Development, StringComparison.OrdinalIgnoreCase);

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
