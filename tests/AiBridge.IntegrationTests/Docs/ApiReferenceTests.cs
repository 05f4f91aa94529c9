using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AiBridge.IntegrationTests.Docs;

/// <summary>The API reference: a library's page over our document.</summary>
public sealed class ApiReferenceTests(DocsFixture docs) : IClassFixture<DocsFixture>
{
    [Theory]
    [InlineData("")]
    [InlineData("/ai/bridge")]
    public async Task The_page_shows_the_document_of_this_bridge_and_calls_nobody_else(string basePath)
    {
        using var response = await docs.SendAsync(basePath, "/docs/api/");
        var html = await response.Content.ReadAsStringAsync();

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        DocsChecks.IsGuarded(response);
        html.Should().NotContainAny("http://", "https://");
        var nonce = Regex.Match(response.Headers.GetValues("Content-Security-Policy").Single(), "'nonce-([0-9a-f]+)'").Groups[1].Value;
        Regex.Matches(html, "<script").Should().HaveSameCount(Regex.Matches(html, $"nonce=\"{nonce}\""));
        var configuration = JsonDocument.Parse(Regex.Match(html, @"^\s*(\{.*\}),\s*$", RegexOptions.Multiline).Groups[1].Value).RootElement;
        configuration.GetProperty("sources").EnumerateArray().Select(source => source.GetProperty("url").GetString()).Should().Equal("openapi/v1.json");
        configuration.GetProperty("servers").EnumerateArray().Select(server => server.GetProperty("url").GetString()).Should().Equal(basePath.Length == 0 ? "/" : basePath);
        configuration.GetProperty("withDefaultFonts").GetBoolean().Should().BeFalse();
        configuration.GetProperty("telemetry").GetBoolean().Should().BeFalse();
        configuration.GetProperty("agent").GetProperty("disabled").GetBoolean().Should().BeTrue();
        configuration.GetProperty("mcp").GetProperty("disabled").GetBoolean().Should().BeTrue();
        configuration.TryGetProperty("proxyUrl", out _).Should().BeFalse();
        configuration.GetProperty("customCss").GetString().Should().NotContainAny("url(", "@import");
        configuration.GetProperty("persistAuth").GetBoolean().Should().BeFalse();

        foreach (var script in DocsFixture.Links(html, "script", "src"))
            await docs.ReadAsync(basePath, DocsFixture.Resolve("/docs/api/", script));
        await docs.ReadAsync(basePath, "/openapi/v1.json");
    }

    [Fact]
    public async Task The_nonce_is_another_each_time()
    {
        using var first = await docs.SendAsync("", "/docs/api/");
        using var second = await docs.SendAsync("", "/docs/api/");

        second.Headers.GetValues("Content-Security-Policy").Should().NotEqual(first.Headers.GetValues("Content-Security-Policy"));
    }

    [Theory]
    [InlineData("/docs/api/")]
    [InlineData("/docs/api/scalar.js")]
    [InlineData("/docs/api/scalar.aspnetcore.js")]
    [InlineData("/docs/api/favicon.svg")]
    public async Task Its_parts_are_served_by_the_bridge_and_can_be_asked_for_by_HEAD(string path)
    {
        using var head = await docs.SendAsync("/ai/bridge", path, HttpMethod.Head);
        using var whole = await docs.SendAsync("/ai/bridge", path);

        head.StatusCode.Should().Be(HttpStatusCode.OK);
        head.Content.Headers.ContentType.Should().Be(whole.Content.Headers.ContentType);
        (await head.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
        (await whole.Content.ReadAsByteArrayAsync()).Should().NotBeEmpty();
        DocsChecks.IsGuarded(whole);
    }
}
