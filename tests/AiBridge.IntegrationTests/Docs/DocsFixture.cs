using System.Net;
using System.Text.RegularExpressions;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Docs;

/// <summary>A bridge under a base path, and one without; nobody who asks has a token.</summary>
public sealed partial class DocsFixture : IAsyncLifetime
{
    private readonly Dictionary<string, Bridge> _bridges = [];

    public async Task InitializeAsync()
    {
        foreach (var basePath in (string[])["", "/ai/bridge"])
            _bridges[basePath] = await Bridge.StartAsync($$"""{ "BasePath": "{{basePath}}" }""");
    }

    public async Task DisposeAsync()
    {
        foreach (var bridge in _bridges.Values)
            await bridge.DisposeAsync();
    }

    internal async Task<HttpResponseMessage> SendAsync(string basePath, string path, HttpMethod? method = null, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, basePath + path);
        if (ifNoneMatch is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return await _bridges[basePath].Client.SendAsync(request);
    }

    internal async Task<string> ReadAsync(string basePath, string path)
    {
        using var response = await SendAsync(basePath, path);
        response.StatusCode.Should().Be(HttpStatusCode.OK, path);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Every page that can be reached from the list by links, by its path.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> PagesAsync(string basePath)
    {
        var pages = new Dictionary<string, string>();
        var open = new Queue<string>(["/docs/"]);
        while (open.TryDequeue(out var path))
        {
            if (pages.ContainsKey(path) || path.EndsWith("/api/", StringComparison.Ordinal))
                continue;
            pages[path] = await ReadAsync(basePath, path);
            foreach (var link in Links(pages[path], "a", "href").Where(link => !link.Contains(':')))
                open.Enqueue(Resolve(path, link.Split('#')[0]));
        }

        return pages;
    }

    internal static IEnumerable<string> Links(string html, string element, string attribute) =>
        from Match tag in Tag().Matches(html)
        where tag.Groups["name"].Value == element
        let value = Regex.Match(tag.Value, $"\\s{attribute}=\"([^\"]*)\"")
        where value.Success
        select WebUtility.HtmlDecode(value.Groups[1].Value);

    internal static string Resolve(string page, string link) => new Uri(new Uri("http://localhost" + page), link).AbsolutePath;

    [GeneratedRegex("<(?<name>[a-z0-9]+)(\\s[^>]*)?>")]
    private static partial Regex Tag();
}
