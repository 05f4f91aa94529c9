using AiBridge.Configuration;

namespace AiBridge.Tests.Configuration;

public sealed class BridgeRulesTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8484")]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://[::1]:8484")]
    [InlineData("http://localhost:8484/")]
    [InlineData("https://bridge.example:443")]
    [InlineData("http://0.0.0.0:8484; http://[::]:8484")]
    [InlineData("http://*:8484")]
    public void Good_addresses_pass(string listen) => Check(new() { Listen = listen }).Should().BeEmpty();

    [Theory]
    [InlineData("", "must hold at least one address")]
    [InlineData("127.0.0.1:8484", "must be an http or https URL")]
    [InlineData("ftp://127.0.0.1:1", "must be an http or https URL")]
    [InlineData("http://127.0.0.1:1/path", "must have no path")]
    [InlineData("http://127.0.0.1:1?a=b", "must have no user, query or fragment")]
    [InlineData("http://a:b@127.0.0.1:1", "must have no user, query or fragment")]
    [InlineData("http://127.0.0.1:99999", "must name an IP address or host and a port")]
    [InlineData("http://:80", "must name an IP address or host and a port")]
    [InlineData("http://a b:80", "must name an IP address or host and a port")]
    [InlineData("http://unix:/run/x.sock", "must name an IP address or host and a port")]
    [InlineData("http://localhost:0", "cannot take a free port on localhost")]
    public void Bad_addresses_are_faults(string listen, string problem) =>
        Check(new() { Listen = listen }).Should().ContainSingle().Which.Should().StartWith("Listen: ").And.Contain(problem);

    [Fact]
    public void Each_bad_address_of_the_list_is_a_fault_of_its_own() =>
        Check(new() { Listen = "nope;http://127.0.0.1:1;neither" }).Should().HaveCount(2);

    [Theory]
    [InlineData("")]
    [InlineData("/api/v2/aibridge")]
    [InlineData("/a.b-c_d~e")]
    public void Good_base_paths_pass(string path) => Check(new() { BasePath = path }).Should().BeEmpty();

    [Theory]
    [InlineData("/")]
    [InlineData("a")]
    [InlineData("/a/")]
    [InlineData("//a")]
    [InlineData("/a?b")]
    [InlineData("/a/../b")]
    [InlineData("/a%2f")]
    [InlineData("/{a}")]
    public void Bad_base_paths_are_faults(string path) =>
        Check(new() { BasePath = path }).Should().ContainSingle().Which.Should().StartWith("BasePath: ");

    [Theory]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://127.9.9.9:1;http://[::1]:1;https://localhost:2")]
    public void Auth_none_is_allowed_on_loopback(string listen) =>
        Check(new() { Listen = listen, Auth = new() { Mode = "none" } }).Should().BeEmpty();

    [Theory]
    [InlineData("http://0.0.0.0:1")]
    [InlineData("http://[::]:1")]
    [InlineData("http://*:1")]
    [InlineData("http://192.168.1.1:1")]
    [InlineData("http://localhost.example:1")]
    [InlineData("http://127.0.0.1.example:1")]
    [InlineData("http://127.0.0.1:1;http://10.0.0.1:1")]
    public void Auth_none_is_a_fault_when_any_address_is_not_loopback(string listen) =>
        Check(new() { Listen = listen, Auth = new() { Mode = "none" } }).Should().ContainSingle().Which.Should().StartWith("Auth:Mode: ");

    [Fact]
    public void The_data_directory_must_be_named() =>
        Check(new() { DataDirectory = " " }).Should().ContainSingle().Which.Should().StartWith("DataDirectory: ");

    private static IReadOnlyList<string> Check(BridgeOptions options)
    {
        var faults = new ConfigurationFaults();
        BridgeRules.Check(options, faults);
        return faults.All;
    }
}
