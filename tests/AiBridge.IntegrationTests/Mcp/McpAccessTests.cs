using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Mcp;

/// <summary>Who gets in, and what is said to everybody else.</summary>
public sealed class McpAccessTests
{
    private const string Initialize = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";

    [Theory]
    [InlineData("", "initialize")]
    [InlineData("", "tools/list")]
    [InlineData("", "server/discover")]
    [InlineData("", "ping")]
    [InlineData("/under/this", "initialize")]
    public async Task Every_method_needs_a_token(string root, string method)
    {
        await using var fixture = await McpFixture.StartAsync(root);

        foreach (var token in new[] { null, "aib_0000000000000000000000000000000000000000000" })
        {
            using var response = await fixture.As(token).SendAsync(HttpMethod.Post, Initialize.Replace("initialize", method, StringComparison.Ordinal));

            var problem = await ManagementClient.ProblemAsync(response, HttpStatusCode.Unauthorized, "unauthorized");
            problem.GetProperty("detail").GetString().Should().Contain("bridge token");
            response.Headers.WwwAuthenticate.Should().ContainSingle().Which.ToString().Should().Be("Bearer");
        }
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("DELETE", "")]
    [InlineData("PUT", "")]
    [InlineData("GET", "/under/this")]
    public async Task There_is_no_stream_to_open_and_no_session_to_end(string method, string root)
    {
        await using var fixture = await McpFixture.StartAsync(root);

        using var response = await fixture.Admin.SendAsync(new HttpMethod(method));
        await ManagementClient.ProblemAsync(response, HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        response.Content.Headers.Allow.Should().Equal("POST");
        using var nobody = await fixture.As(null).SendAsync(new HttpMethod(method));
        await ManagementClient.ProblemAsync(nobody, HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/under/this")]
    public async Task There_is_nowhere_to_sign_in(string root)
    {
        await using var fixture = await McpFixture.StartAsync(root);
        string[] paths =
        [
            $"{root}/.well-known/oauth-protected-resource", $"{root}/.well-known/oauth-protected-resource/mcp", $"/.well-known/oauth-protected-resource{root}/mcp",
            $"{root}/.well-known/oauth-authorization-server", $"/.well-known/oauth-authorization-server{root}/mcp", $"{root}/.well-known/openid-configuration",
            $"{root}/mcp/.well-known/openid-configuration",
        ];

        foreach (var token in new[] { null, fixture.Bridge.AdminToken })
        {
            foreach (var path in paths)
                await ManagementClient.ProblemAsync(await fixture.Bridge.As(token).SendAsync(HttpMethod.Get, path), HttpStatusCode.NotFound, "not_found");
            foreach (var path in new[] { $"{root}/register", "/register" })
                await ManagementClient.ProblemAsync(await fixture.Bridge.As(token).SendAsync(HttpMethod.Post, path, """{"redirect_uris":[]}"""), HttpStatusCode.NotFound, "not_found");
        }
    }

    [Fact]
    public async Task Without_tokens_for_agents_management_needs_one_all_the_same()
    {
        await using var fixture = await McpFixture.StartAsync(mode: "none");

        using var response = await fixture.As(null).SendAsync(HttpMethod.Post, Initialize);
        await ManagementClient.ProblemAsync(response, HttpStatusCode.Unauthorized, "unauthorized");
        using var foreign = await fixture.Admin.SendAsync(HttpMethod.Post, Initialize, headers: ("Origin", "https://evil.example.com"));
        await ManagementClient.ProblemAsync(foreign, HttpStatusCode.Forbidden, "forbidden");
        (await fixture.Admin.ToolAsync("list-providers")).GetProperty("items").GetArrayLength().Should().Be(2);
    }

    [Fact]
    public async Task A_token_revoked_or_narrowed_acts_at_once()
    {
        await using var fixture = await McpFixture.StartAsync();
        var project = await fixture.Bridge.ProjectAsync("alpha");
        var issued = await fixture.Bridge.IssueAsync(new(project, "agent", ["providers:Read"]));
        var agent = fixture.As(issued.Secret.Reveal());
        await agent.ToolAsync("list-providers");

        await fixture.Bridge.RevokeAsync(issued.Row.Id);

        using var response = await agent.SendAsync(HttpMethod.Post, Initialize);
        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("text/plain", "{}", 415)]
    [InlineData("application/json", "{", 400)]
    [InlineData("application/json", "[]", 400)]
    public async Task What_is_posted_must_be_a_message(string type, string body, int status)
    {
        await using var fixture = await McpFixture.StartAsync();

        using var response = await fixture.Admin.SendAsync(HttpMethod.Post, body, type);

        ((int)response.StatusCode).Should().Be(status);
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_refused()
    {
        await using var fixture = await McpFixture.StartAsync();

        using var response = await fixture.Admin.SendAsync(HttpMethod.Post, JsonSerializer.Serialize(new { jsonrpc = "2.0", id = 1, method = "ping", @params = new { a = new string('x', 300 * 1024) } }));

        await ManagementClient.ProblemAsync(response, HttpStatusCode.RequestEntityTooLarge, "request_too_large");
    }
}
