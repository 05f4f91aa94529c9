using System.Text.Json.Nodes;
using AiBridge.Configuration;
using AiBridge.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AiBridge.Tests.Telemetry;

public sealed class BridgeLoggingTests
{
    [Fact]
    public void The_section_Serilog_is_read_by_Serilog_and_wins_over_our_own_levels()
    {
        using var services = Services("""{ "MinimumLevel": { "Default": "Verbose", "Override": { "Quiet": "Fatal" } } }""");
        var loggers = services.GetRequiredService<ILoggerFactory>();

        loggers.CreateLogger("Any").IsEnabled(LogLevel.Trace).Should().BeTrue();
        loggers.CreateLogger("Quiet.Thing").IsEnabled(LogLevel.Error).Should().BeFalse();
    }

    [Fact]
    public void Without_the_section_our_own_levels_hold()
    {
        using var services = Services("{}");
        var loggers = services.GetRequiredService<ILoggerFactory>();

        loggers.CreateLogger("Any").IsEnabled(LogLevel.Debug).Should().BeFalse();
        loggers.CreateLogger("Any").IsEnabled(LogLevel.Information).Should().BeTrue();
        loggers.CreateLogger("Microsoft.Any").IsEnabled(LogLevel.Information).Should().BeFalse();
        loggers.CreateLogger("System.Net.Http.HttpClient").IsEnabled(LogLevel.Information).Should().BeFalse();
        loggers.CreateLogger("Yarp.Any").IsEnabled(LogLevel.Warning).Should().BeFalse();
    }

    [Fact]
    public async Task The_levels_follow_the_configuration()
    {
        var live = new LiveConfiguration(new BridgeOptions());
        await using var services = new ServiceCollection().AddSingleton(live).AddLogging(logging => Add(logging, "{}")).BuildServiceProvider();
        var loggers = services.GetRequiredService<ILoggerFactory>();
        var (any, quiet) = (loggers.CreateLogger("Any"), loggers.CreateLogger("Yarp.Any"));
        var watch = services.GetServices<IHostedService>().OfType<LogLevelWatch>().Single();

        await watch.StartAsync(default);
        live.Replace(Options("""{ "MinimumLevel": { "Default": "Error", "Override": { "Yarp": "Debug" } } }"""));
        any.IsEnabled(LogLevel.Warning).Should().BeFalse();
        quiet.IsEnabled(LogLevel.Debug).Should().BeTrue();
        live.Replace(Options("{}"));
        any.IsEnabled(LogLevel.Information).Should().BeTrue();
        quiet.IsEnabled(LogLevel.Debug).Should().BeFalse("it is no longer asked for");
        await watch.StopAsync(default);
        live.Replace(Options("""{ "MinimumLevel": "Error" }"""));

        any.IsEnabled(LogLevel.Information).Should().BeTrue("it has stopped");
    }

    [Fact]
    public void What_Serilog_cannot_read_is_a_fault_of_the_configuration()
    {
        var start = () => Services("""{ "WriteTo": [ { "Name": 5, "Args": { "x": {} } } ], "Enrich": { "Name": {} } }""");

        start.Should().Throw<ConfigurationException>().Which.Faults.Should().ContainSingle().Which.Should().StartWith("Serilog: ");
    }

    private static ServiceProvider Services(string serilog) => new ServiceCollection().AddLogging(logging => Add(logging, serilog)).BuildServiceProvider();

    private static void Add(ILoggingBuilder logging, string serilog) => logging.AddBridgeLogging(Options(serilog), Path.GetTempPath(), new Dictionary<string, string>());

    private static BridgeOptions Options(string serilog) => new() { Serilog = JsonNode.Parse(serilog)!.AsObject() };
}
