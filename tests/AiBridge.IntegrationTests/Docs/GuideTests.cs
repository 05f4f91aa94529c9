using System.Net;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Docs;

/// <summary>The guides of the repository as pages that the bridge serves.</summary>
public sealed class GuideTests(DocsFixture docs) : IClassFixture<DocsFixture>
{
    public static TheoryData<string> BasePaths => ["", "/ai/bridge"];

    [Theory]
    [MemberData(nameof(BasePaths))]
    public async Task Every_document_of_the_folder_is_a_page_that_can_be_reached_from_the_list(string basePath)
    {
        var documents = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "docs"), "*.md").Select(file => Path.GetFileNameWithoutExtension(file)).Append("security");

        var pages = await docs.PagesAsync(basePath);

        pages.Keys.Should().BeEquivalentTo(documents.Select(name => name == "index" ? "/docs/" : "/docs/" + name));
        foreach (var (path, html) in pages)
            DocsFixture.Links(html, "a", "aria-current").Should().HaveCount(path == "/docs/" ? 0 : 1, "the list of {0} says where one is", path);
    }

    [Theory]
    [MemberData(nameof(BasePaths))]
    public async Task Every_link_and_every_part_of_a_page_is_there_and_nothing_is_loaded_from_elsewhere(string basePath)
    {
        var pages = await docs.PagesAsync(basePath);

        foreach (var (path, html) in pages)
        {
            foreach (var (file, anchor) in DocsFixture.Links(html, "a", "href").Where(link => !link.Contains(':')).Select(link => (DocsFixture.Resolve(path, link.Split('#')[0]), link.Split('#').ElementAtOrDefault(1))))
            {
                var target = pages.TryGetValue(file, out var known) ? known : await docs.ReadAsync(basePath, file);
                if (anchor is not null)
                    target.Should().Contain($"id=\"{anchor}\"", "{0} links there", path);
            }

            var parts = DocsFixture.Links(html, "link", "href").Concat(DocsFixture.Links(html, "script", "src")).Concat(DocsFixture.Links(html, "img", "src")).ToList();
            parts.Should().NotBeEmpty().And.OnlyContain(part => part.StartsWith("assets/", StringComparison.Ordinal), path);
            foreach (var part in parts.Select(part => DocsFixture.Resolve(path, part)))
                await docs.ReadAsync(basePath, part);
            html.Should().NotContainAny(" style=", "<style", " onclick=", "<script>", ".md\"").And.Contain("href=\"#content\"").And.Contain("id=\"content\"");
        }
    }

    [Theory]
    [InlineData("", "/docs/", "text/html; charset=utf-8")]
    [InlineData("/ai/bridge", "/docs/first-run", "text/html; charset=utf-8")]
    [InlineData("", "/docs/security", "text/html; charset=utf-8")]
    [InlineData("/ai/bridge", "/docs/assets/docs.css", "text/css; charset=utf-8")]
    [InlineData("", "/docs/assets/docs.js", "text/javascript; charset=utf-8")]
    [InlineData("", "/docs/assets/icon.svg", "image/svg+xml")]
    public async Task A_page_is_asked_for_again_by_its_tag_and_may_load_from_the_bridge_alone(string basePath, string path, string contentType)
    {
        using var first = await docs.SendAsync(basePath, path);
        using var head = await docs.SendAsync(basePath, path, HttpMethod.Head);
        using var again = await docs.SendAsync(basePath, path, ifNoneMatch: first.Headers.ETag!.Tag);

        first.StatusCode.Should().Be(HttpStatusCode.OK);
        head.StatusCode.Should().Be(HttpStatusCode.OK);
        again.StatusCode.Should().Be(HttpStatusCode.NotModified);
        head.Content.Headers.ContentLength.Should().Be((await first.Content.ReadAsByteArrayAsync()).Length);
        (await again.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
        foreach (var response in (HttpResponseMessage[])[first, head, again])
        {
            response.Headers.ETag.Should().Be(first.Headers.ETag);
            DocsChecks.IsGuarded(response);
        }

        foreach (var response in (HttpResponseMessage[])[first, head])
            response.Content.Headers.ContentType!.ToString().Should().Be(contentType);
    }

    [Theory]
    [InlineData("", "/docs/nowhere")]
    [InlineData("/ai/bridge", "/docs/a/b/nowhere")]
    [InlineData("/ai/bridge", "/docs/api/nowhere")]
    [InlineData("", "/docs/assets/")]
    [InlineData("", "/docs/agents.md")]
    [InlineData("", "/docs/%3Cscript%3Ealert(1)%3C/script%3E")]
    public async Task A_page_that_is_not_there_is_said_on_a_page_from_which_one_finds_back(string basePath, string path)
    {
        using var response = await docs.SendAsync(basePath, path);
        var html = await response.Content.ReadAsStringAsync();

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        DocsChecks.IsGuarded(response);
        html.Should().Contain("<h1>There is no such page</h1>").And.NotContain("alert");
        foreach (var link in DocsFixture.Links(html, "a", "href").Concat(DocsFixture.Links(html, "link", "href")).Where(link => link[0] != '#'))
            await docs.ReadAsync(basePath, DocsFixture.Resolve(path, link));
    }

    [Theory]
    [InlineData("/docs", "/docs/")]
    [InlineData("/docs/agents/", "/docs/agents")]
    public async Task An_address_with_a_slash_too_many_or_too_few_leads_to_the_page(string path, string page)
    {
        foreach (var basePath in BasePaths)
        {
            using var response = await docs.SendAsync(basePath, path);

            response.StatusCode.Should().Be(HttpStatusCode.Found);
            DocsFixture.Resolve(basePath + path, response.Headers.Location!.OriginalString).Should().Be(basePath + page);
        }
    }

    [Theory]
    [InlineData("/docs/agents")]
    [InlineData("/docs/api/")]
    public async Task Pages_are_only_read(string path)
    {
        using var response = await docs.SendAsync("", path, HttpMethod.Post);

        response.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.Should().Equal("GET", "HEAD");
    }
}
