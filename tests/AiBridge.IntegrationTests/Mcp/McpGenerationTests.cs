using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace AiBridge.IntegrationTests.Mcp;

/// <summary>Clients that begin with <c>initialize</c>, and those that do not any more, at the same address.</summary>
public sealed class McpGenerationTests
{
    [Fact]
    public async Task One_that_initializes_gets_no_session_and_one_it_brings_is_ignored()
    {
        await using var fixture = await McpFixture.StartAsync();
        (string, string)[] headers = [("Mcp-Session-Id", "of-before-the-restart"), ("MCP-Protocol-Version", McpCaller.Old)];

        using var begun = await fixture.Admin.SendAsync(
            HttpMethod.Post, """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"old","version":"1"}}}""");
        begun.Headers.Contains("Mcp-Session-Id").Should().BeFalse();
        var result = (await McpCaller.MessageAsync(begun)).GetProperty("result");
        result.GetProperty("protocolVersion").GetString().Should().Be(McpCaller.Old);
        result.GetProperty("serverInfo").GetProperty("name").GetString().Should().Be("AiBridge");
        using var noticed = await fixture.Admin.SendAsync(HttpMethod.Post, """{"jsonrpc":"2.0","method":"notifications/initialized"}""", headers: headers);
        ((int)noticed.StatusCode).Should().Be(202);
        (await fixture.Admin.MethodAsync("tools/list", headers: headers)).GetProperty("result").GetProperty("tools").GetArrayLength().Should().Be(11);
    }

    [Fact]
    public async Task One_that_does_not_initialize_is_served_at_once()
    {
        await using var fixture = await McpFixture.StartAsync();
        var meta = new Dictionary<string, object>
        {
            ["io.modelcontextprotocol/protocolVersion"] = McpCaller.New,
            ["io.modelcontextprotocol/clientInfo"] = new { name = "new", version = "1" },
            ["io.modelcontextprotocol/clientCapabilities"] = new { },
        };

        var called = await fixture.Admin.MethodAsync(
            "tools/call", new { name = "list-providers", arguments = new { }, _meta = meta },
            ("MCP-Protocol-Version", McpCaller.New), ("Mcp-Method", "tools/call"), ("Mcp-Name", "list-providers"), ("Mcp-Session-Id", "anything"));

        called.GetProperty("result").GetProperty("structuredContent").GetProperty("items").GetArrayLength().Should().Be(2);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData(McpCaller.Old, "")]
    [InlineData(McpCaller.New, "")]
    [InlineData(null, "/under/this")]
    public async Task The_official_client_lists_and_calls(string? version, string root)
    {
        await using var fixture = await McpFixture.StartAsync(root);
        await using var client = await ConnectAsync(fixture, version);

        var tools = await client.ListToolsAsync();
        var called = await client.CallToolAsync("get-provider", new Dictionary<string, object?> { ["name"] = "anthropic" });

        tools.Should().HaveCount(11);
        called.IsError.Should().NotBe(true);
        called.StructuredContent!.Value.GetProperty("name").GetString().Should().Be("anthropic");
        called.Content.OfType<TextContentBlock>().First().Text.Should().Be(called.StructuredContent.Value.GetRawText());
        client.SessionId.Should().BeNull();
    }

    [Fact]
    public async Task A_client_of_before_a_restart_goes_on()
    {
        await using var first = await McpFixture.StartAsync();
        var token = first.Bridge.AdminToken;
        await using var second = await McpFixture.StartAsync(folder: first.Bridge.Folder, upstream: first.Upstream);

        foreach (var fixture in new[] { first, second, first })
            (await fixture.As(token).MethodAsync("tools/call", new { name = "list-providers", arguments = new { } }, ("Mcp-Session-Id", "kept"), ("MCP-Protocol-Version", McpCaller.Old)))
                .GetProperty("result").GetProperty("structuredContent").GetProperty("items").GetArrayLength().Should().Be(2);
    }

    internal static Task<McpClient> ConnectAsync(McpFixture fixture, string? version = null, string? token = null) => McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri($"{fixture.Bridge.Address}{fixture.Root}/mcp"),
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {token ?? fixture.Bridge.AdminToken}" },
        }),
        new McpClientOptions { ProtocolVersion = version });
}
