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
    public void Without_the_section_our_own_level_holds()
    {
        using var services = Services("{}");

        services.GetRequiredService<ILoggerFactory>().CreateLogger("Any").IsEnabled(LogLevel.Debug).Should().BeFalse();
    }

    [Fact]
    public async Task The_level_follows_the_configuration()
    {
        var live = new LiveConfiguration(new BridgeOptions());
        await using var services = new ServiceCollection().AddSingleton(live)
            .AddLogging(logging => logging.AddBridgeLogging(new LoggingOptions(), Path.GetTempPath())).BuildServiceProvider();
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Any");
        var watch = services.GetServices<IHostedService>().OfType<LogLevelWatch>().Single();

        await watch.StartAsync(default);
        live.Replace(new BridgeOptions { Logging = new() { Level = "Debug" } });
        logger.IsEnabled(LogLevel.Debug).Should().BeTrue();
        await watch.StopAsync(default);
        live.Replace(new BridgeOptions { Logging = new() { Level = "Error" } });

        logger.IsEnabled(LogLevel.Debug).Should().BeTrue("it has stopped");
    }

    [Fact]
    public void What_Serilog_cannot_read_is_a_fault_of_the_configuration()
    {
        var start = () => Services("""{ "MinimumLevel": "Loud" }""");

        start.Should().Throw<ConfigurationException>().Which.Faults.Should().ContainSingle().Which.Should().StartWith("Serilog: ");
    }

    private static ServiceProvider Services(string serilog) =>
        new ServiceCollection().AddLogging(logging => logging.AddBridgeLogging(new LoggingOptions(), Path.GetTempPath(), JsonNode.Parse(serilog)!.AsObject())).BuildServiceProvider();
}
