using System.Text.Json;
using System.Xml.Linq;
using AiBridge.CommandLine;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Upstream;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.CommandLine;

/// <summary>The version stands in one file, and whatever tells it tells that one.</summary>
public sealed class VersionTests
{
    private static readonly string Version = XDocument.Parse(RepositoryRoot.Read("Directory.Build.props")).Descendants("Version").Single().Value;

    [Fact]
    public async Task The_command_line_tells_the_version()
    {
        using var output = new StringWriter();
        var inputs = new HostInputs { WorkingDirectory = Path.GetTempPath(), Environment = new Dictionary<string, string>(), Output = output };

        var code = await AiBridgeHost.RunAsync(["--version"], inputs, TextWriter.Null);

        code.Should().Be(0);
        output.ToString().Trim().Should().Be(Version);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_tells_the_version(string path)
    {
        await using var bridge = await Bridge.StartAsync("{}");

        using var health = JsonDocument.Parse(await bridge.Client.GetStringAsync(path));

        health.RootElement.GetProperty("version").GetString().Should().Be(Version);
    }

    [Fact]
    public async Task The_bridges_own_probe_of_a_refused_key_names_the_version()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Always(Answers.Text(Answers.Json, """{"error":{"message":"Incorrect API key provided","type":"invalid_request_error","code":"invalid_api_key"}}""", 401));
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 2, "custom")));

        using var refused = await bridge.SendAsync(bridge.Post("/pool/v1/responses", """{"model":"m","input":"hello"}"""));

        await Eventually.Is(() => upstream.Probes.Count > 0);
        upstream.Probes[0].Headers["User-Agent"].Should().Be($"AiBridge/{Version}");
    }
}
