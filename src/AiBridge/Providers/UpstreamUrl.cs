namespace AiBridge.Providers;

/// <summary>What an upstream's address must look like, whoever gave it.</summary>
internal static class UpstreamUrl
{
    /// <summary>Null when it is good. The URL is not repeated: what makes it faulty may be a password in it.</summary>
    public static string? Problem(string url)
    {
        if (url.Any(c => c is <= ' ' or > '~') || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            return "must be an absolute http or https URL";
        if (uri.UserInfo.Length > 0)
            return "must not hold a user or password";
        if (uri.Port == 0)
            return "must have a port from 1 to 65535";
        return url.Contains('?', StringComparison.Ordinal) || url.Contains('#', StringComparison.Ordinal) ? "must have no query and no fragment" : null;
    }

    /// <summary>Scheme, host and port: where a key may not go to by itself.</summary>
    public static string Origin(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority).ToLowerInvariant() : url;
}
