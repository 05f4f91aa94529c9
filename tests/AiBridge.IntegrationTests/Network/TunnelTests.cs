using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Relay;

namespace AiBridge.IntegrationTests.Network;

/// <summary>Through a tunnel of the proxy that the process's own environment names, over TLS and HTTP/2.</summary>
public sealed class TunnelTests
{
    private const string Admin = "aib_TunnelTestAdminToken00000000000000000000000";

    [Fact]
    public async Task An_https_upstream_is_reached_through_the_tunnel_and_its_certificate_is_its_own()
    {
        var folder = Directory.CreateTempSubdirectory("aibridge-tunnel-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "config"));
        using var certificate = Http2UpstreamTests.Certificate(Path.Combine(folder, "authority.pem"));
        await using var upstream = await FakeUpstream.StartAsync(certificate);
        await using var proxy = new TestProxy(upstream.Address);
        await File.WriteAllTextAsync(Path.Combine(folder, "config", "aibridge.json"), Config.For(upstream));
        using var bridge = await BridgeProcess.StartAsync(folder, Admin, Path.Combine(folder, "authority.pem"), proxy: proxy.Address);
        upstream.Expect(Answers.EventStream, Traffic.AnthropicStream);
        upstream.Expect(Answers.Json, """{"input_tokens":3}""");

        using var streamed = await bridge.Client.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest, Admin));
        using var passed = await bridge.Client.SendAsync(bridge.Post(Traffic.Messages + "/count_tokens", "{}", Admin));

        streamed.StatusCode.Should().Be(HttpStatusCode.OK);
        (await streamed.Content.ReadAsStringAsync()).Should().Be(Traffic.AnthropicStream);
        passed.StatusCode.Should().Be(HttpStatusCode.OK);
        proxy.Asked.Should().Equal([$"CONNECT {new Uri(upstream.Address).Authority}"], "both went over the one connection");
        upstream.Verify();
        bridge.Kill();
        Directory.Delete(folder, recursive: true);
    }
}
