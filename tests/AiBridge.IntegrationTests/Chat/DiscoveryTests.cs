using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Management.Access;

namespace AiBridge.IntegrationTests.Chat;

public sealed class DiscoveryTests
{
    [Fact]
    public async Task It_lists_what_is_mapped_with_the_permission_and_where_it_is_described()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha", "bridge:Invoke");

        var found = await user.Api.GetAsync("/v1");
        var document = await user.Api.GetAsync("/openapi/v1.json");

        var endpoints = found.GetProperty("endpoints").EnumerateArray().ToList();
        endpoints.Select(one => $"{one.GetProperty("method")} {one.GetProperty("path")} {one.GetProperty("permission")}").Should()
            .BeEquivalentTo(ApiEndpoint.Of(fixture.Bridge).Select(one => $"{one} {(one.Required!.Permission is { Length: > 0 } permission ? permission : "")}"));
        foreach (var endpoint in endpoints)
        {
            var link = new Uri(endpoint.GetProperty("documentation").GetString()!);
            link.GetLeftPart(UriPartial.Path).Should().Be($"{fixture.Bridge.Address}/openapi/v1.json");
            var operation = link.Fragment.TrimStart('#', '/').Split('/').Select(Uri.UnescapeDataString).Select(step => step.Replace("~1", "/").Replace("~0", "~")).Aggregate(document, (node, step) => node.GetProperty(step));
            operation.GetProperty("x-permission").ToString().Should().Be(endpoint.GetProperty("permission").ToString());
        }
    }

    [Fact]
    public async Task It_gives_the_address_for_each_provider_that_the_caller_can_reach()
    {
        await using var fixture = await ChatFixture.StartAsync(new { BasePath = "/bridge" });
        var user = await fixture.ProjectAsync("alpha", "aiProviders:*");
        await fixture.Bridge.As(user.Token).CreateAsync("/bridge/api/v1/ai-providers", new { name = "Mine", provider = "custom", baseUrl = fixture.Own.Address });
        var other = await fixture.ProjectAsync("beta", "ai:Chat");

        (await user.Api.GetAsync("/bridge/v1")).GetProperty("baseUrls").GetRawText().Should().Be(
            $$"""{"anthropic":"{{fixture.Bridge.Address}}/bridge/anthropic","copilot":"{{fixture.Bridge.Address}}/bridge/copilot","lab":"{{fixture.Bridge.Address}}/bridge/lab/v1","mine":"{{fixture.Bridge.Address}}/bridge/mine/v1","openai":"{{fixture.Bridge.Address}}/bridge/openai/v1"}""");
        (await other.Api.GetAsync("/bridge/v1")).GetProperty("baseUrls").TryGetProperty("mine", out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("POST", "/v1", HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    [InlineData("GET", "/v1/ai/chat", HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    [InlineData("GET", "/v1/ai", HttpStatusCode.NotFound, "not_found")]
    [InlineData("GET", "/v1/models", HttpStatusCode.NotFound, "not_found")]
    public async Task There_is_nothing_else_under_it(string method, string path, HttpStatusCode status, string code)
    {
        await using var fixture = await ChatFixture.StartAsync();

        await ManagementClient.ProblemAsync(await fixture.Bridge.Admin.SendAsync(new HttpMethod(method), path), status, code);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_told()
    {
        await using var fixture = await ChatFixture.StartAsync();

        foreach (var path in new[] { "/v1", "/v1/stats", "/v1/ai/config" })
            await ManagementClient.ProblemAsync(await fixture.Bridge.As(null).SendAsync(HttpMethod.Get, path), HttpStatusCode.Unauthorized, "unauthorized");
    }
}
