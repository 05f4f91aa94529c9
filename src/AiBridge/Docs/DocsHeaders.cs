namespace AiBridge.Docs;

/// <summary>What the browser is told about a page: it loads nothing from elsewhere, nobody frames it, and it has no cookie.</summary>
internal static class DocsHeaders
{
    /// <param name="response">The page's or a part's of it.</param>
    /// <param name="sources">The policy's directives for what the page loads; everything else is forbidden.</param>
    public static void Set(HttpResponse response, string sources)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'none'; {sources}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache";
    }
}
