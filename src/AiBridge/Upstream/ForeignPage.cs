using Microsoft.Net.Http.Headers;

namespace AiBridge.Upstream;

/// <summary>Keeps what an upstream answers from running as a page of the bridge's own origin, should a browser open it: agents see nothing of it.</summary>
internal static class ForeignPage
{
    private const string NoSniff = "nosniff";
    private const string Sandbox = "sandbox";

    /// <param name="headers">Of the response to the client.</param>
    /// <param name="contentType">Its type, as the upstream wrote it.</param>
    public static void Disarm(IHeaderDictionary headers, string contentType)
    {
        headers.XContentTypeOptions = NoSniff;
        // Beside the upstream's own: the stricter of the two holds.
        if (Runs(contentType))
            headers.Append(HeaderNames.ContentSecurityPolicy, Sandbox);
    }

    /// <summary>HTML, everything in XML (SVG among it), and documents in parts.</summary>
    private static bool Runs(string contentType) =>
        contentType.Contains("html", StringComparison.OrdinalIgnoreCase)
        || contentType.Contains("xml", StringComparison.OrdinalIgnoreCase)
        || contentType.Contains("multipart/", StringComparison.OrdinalIgnoreCase);
}
