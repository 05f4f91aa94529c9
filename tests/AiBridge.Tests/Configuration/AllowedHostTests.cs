using System.Net;
using AiBridge.Configuration;

namespace AiBridge.Tests.Configuration;

public sealed class AllowedHostTests
{
    [Theory]
    [InlineData("llm.lan", "llm.lan", 80, true)]
    [InlineData("LLM.lan", "llm.LAN", 443, true)]
    [InlineData("llm.lan.", "llm.lan", 443, true)]
    [InlineData("llm.lan", "a.llm.lan", 80, false)]
    [InlineData("llm.lan:8080", "llm.lan", 8080, true)]
    [InlineData("llm.lan:8080", "llm.lan", 80, false)]
    [InlineData("*.lan", "llm.lan", 80, true)]
    [InlineData("*.lan", "a.llm.lan", 80, true)]
    [InlineData("*.lan", "lan", 80, false)]
    [InlineData("*.lan", "evillan", 80, false)]
    [InlineData("*.lan:8080", "llm.lan", 80, false)]
    [InlineData("10.0.0.1", "10.0.0.1", 80, false)]
    public void A_name_speaks_of_that_name(string entry, string host, int port, bool speaks) => AllowedHost.Parse(entry)!.Names(host, port).Should().Be(speaks);

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", true)]
    [InlineData("10.0.0.1:80", "10.0.0.1", true)]
    [InlineData("10.0.0.1:81", "10.0.0.1", false)]
    [InlineData("10.1.0.0/16", "10.1.255.1", true)]
    [InlineData("10.1.0.0/16", "10.2.0.1", false)]
    [InlineData("::1", "::1", true)]
    [InlineData("[::1]", "::1", true)]
    [InlineData("[::1]:80", "::1", true)]
    [InlineData("[::1]:81", "::1", false)]
    [InlineData("fd00::/8", "fd12::1", true)]
    [InlineData("llm.lan", "10.0.0.1", false)]
    public void An_address_or_network_speaks_of_addresses(string entry, string address, bool speaks) =>
        AllowedHost.Parse(entry)!.Holds(IPAddress.Parse(address), 80).Should().Be(speaks);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("*")]
    [InlineData("*.")]
    [InlineData("a b")]
    [InlineData("http://llm.lan")]
    [InlineData("llm.lan:0")]
    [InlineData("llm.lan:99999")]
    [InlineData("llm.lan:http")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.999")]
    [InlineData("[::1")]
    [InlineData("[::1]80")]
    [InlineData("[]")]
    [InlineData("user@llm.lan")]
    public void Anything_else_is_a_fault(string entry)
    {
        AllowedHost.Parse(entry).Should().BeNull();
        var faults = new ConfigurationFaults();
        BridgeRules.Check(new BridgeOptions { Network = new NetworkOptions { AllowedHosts = ["llm.lan", entry] } }, faults);
        faults.Each.Select(fault => fault.KeyPath).Should().Equal("Network:AllowedHosts:1");
    }
}
