using System.Net;
using System.Net.Sockets;
using System.Text;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Relay;

public sealed class TargetTests
{
    [Theory]
    [InlineData("/anthropic/v1/models?limit=1000", "/v1/models?limit=1000")]
    [InlineData("/anthropic/v1/models/org%2Fname", "/v1/models/org%2Fname")]
    [InlineData("/anthropic/v1/models/cla%75de;v=1", "/v1/models/cla%75de;v=1")]
    [InlineData("/anthropic/v1/models?a=%2F&b=a+b&c=%zz&d=<>", "/v1/models?a=%2F&b=a+b&c=%zz&d=<>")]
    [InlineData("/anthropic/v1/models?", "/v1/models?")]
    [InlineData("/anthropic/v1/models/a.b..c", "/v1/models/a.b..c")]
    [InlineData("/openai/v1/models/gpt?x=1&x=2", "/v1/models/gpt?x=1&x=2")]
    public async Task Path_and_query_go_out_as_they_were_written(string target, string expected)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.Json, """{"data":[]}""");

        var status = await GetRawAsync(bridge, target);

        status.Should().Contain(" 200 ");
        upstream.Received.Single().Target.Should().Be(expected);
        upstream.Verify();
    }

    [Theory]
    [InlineData("/anthropic/v1/models/../messages")]
    [InlineData("/anthropic/v1/models/..")]
    [InlineData("/anthropic/v1/models/./x")]
    [InlineData("/anthropic/v1/models/%2e%2e/organizations")]
    [InlineData("/anthropic/v1/models/.%2E/organizations")]
    [InlineData("/anthropic/v1/models/..%2forganizations")]
    [InlineData("/anthropic/v1/models/x%5c..%5corganizations")]
    [InlineData("/openai/../anthropic/v1/models")]
    [InlineData("/anthropic/v1/organizations")]
    [InlineData("/anthropic/v1/%6Dodels")]
    [InlineData("/anthropic/v1/modelsx")]
    [InlineData("/anthropic//v1/models")]
    public async Task What_is_not_allowed_as_written_never_reaches_the_upstream(string target)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));

        var status = await GetRawAsync(bridge, target);

        status.Should().Contain(" 404 ");
        upstream.Verify();
    }

    [Fact]
    public async Task A_base_path_holds_every_route()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream, new { BasePath = "/api/v2/aibridge" }));
        upstream.Expect(Answers.Json, """{"data":[]}""");

        (await GetRawAsync(bridge, "/api/v2/aibridge/anthropic/v1/models?limit=1")).Should().Contain(" 200 ");
        (await GetRawAsync(bridge, "/anthropic/v1/models")).Should().Contain(" 404 ");
        (await bridge.Client.GetAsync(new Uri("/api/v2/aibridge/health/live", UriKind.Relative))).StatusCode.Should().Be(HttpStatusCode.OK);

        upstream.Received.Single().Target.Should().Be("/v1/models?limit=1");
    }

    /// <summary>Sends the request line as it is: HttpClient would tidy it.</summary>
    private static async Task<string> GetRawAsync(Bridge bridge, string target)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, new Uri(bridge.Address).Port);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"GET {target} HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {bridge.ProjectToken}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync() ?? "";
    }
}
