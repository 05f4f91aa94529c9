using System.Buffers;
using Microsoft.Net.Http.Headers;

namespace AiBridge.Upstream;

/// <summary>Where a redirect would take a client. Clients read sloppily what is written sloppily, so that all but plain forms count as elsewhere.</summary>
internal static class RedirectTarget
{
    /// <summary>Backslashes are slashes to browsers, and control characters nothing.</summary>
    private static readonly SearchValues<char> Sloppy = SearchValues.Create([.. Enumerable.Range(0, ' ' + 1).Select(code => (char)code), '\\', '\u007F']);

    /// <param name="response">Of any status.</param>
    /// <param name="asked">What was asked for.</param>
    public static bool IsElsewhere(HttpResponseMessage response, Uri asked)
    {
        // 304 answers a conditional request; of the others, also of those that have no meaning yet, some clients follow each.
        if ((int)response.StatusCode is < 300 or >= 400 or StatusCodes.Status304NotModified || !response.Headers.NonValidated.TryGetValues(HeaderNames.Location, out var targets))
            return false;
        foreach (var target in targets)
        {
            if (!Stays(target.Trim(' '), asked))
                return true;
        }

        return false;
    }

    private static bool Stays(string target, Uri asked)
    {
        if (target.AsSpan().ContainsAny(Sloppy) || target.StartsWith("//", StringComparison.Ordinal))
            return false;
        var scheme = target.IndexOf(':', StringComparison.Ordinal);
        var path = target.AsSpan().IndexOfAny("/?#");
        if (scheme < 0 || (path >= 0 && path < scheme))
            return true;
        return target.AsSpan(scheme).StartsWith("://", StringComparison.Ordinal)
            && Uri.TryCreate(target, UriKind.Absolute, out var uri)
            && uri.UserInfo.Length == 0
            && Uri.Compare(uri, asked, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
    }
}
