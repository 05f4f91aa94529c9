namespace AiBridge.Routing;

/// <summary>
/// A request target as the client wrote it. Kestrel's decoded path has folded dot segments and lost escapes, so everything
/// that allows or forwards works on this.
/// </summary>
internal readonly ref struct RawTarget
{
    private RawTarget(ReadOnlySpan<char> path, ReadOnlySpan<char> query)
    {
        Path = path;
        Query = query;
    }

    /// <summary>With its leading slash.</summary>
    public ReadOnlySpan<char> Path { get; }

    /// <summary>With its <c>?</c>; empty without one.</summary>
    public ReadOnlySpan<char> Query { get; }

    public static RawTarget Parse(ReadOnlySpan<char> target)
    {
        if (target.Length > 0 && target[0] != '/')
            target = AfterAuthority(target);
        var query = target.IndexOf('?');
        return query < 0 ? new RawTarget(target, []) : new RawTarget(target[..query], target[query..]);
    }

    /// <summary>Splits <c>/{name}{rest}</c> below the base path; false when the target is not under it.</summary>
    public bool TrySplit(ReadOnlySpan<char> basePath, out ReadOnlySpan<char> name, out ReadOnlySpan<char> rest)
    {
        name = rest = default;
        if (!Path.StartsWith(basePath, StringComparison.Ordinal) || Path.Length == basePath.Length || Path[basePath.Length] != '/')
            return false;
        var below = Path[(basePath.Length + 1)..];
        var slash = below.IndexOf('/');
        name = slash < 0 ? below : below[..slash];
        rest = slash < 0 ? [] : below[slash..];
        return name.Length > 0;
    }

    /// <summary>The absolute form (<c>GET http://host/path</c>) of proxies' clients.</summary>
    private static ReadOnlySpan<char> AfterAuthority(ReadOnlySpan<char> target)
    {
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
            return target;
        var authority = target[(scheme + 3)..];
        var slash = authority.IndexOf('/');
        return slash < 0 ? "/" : authority[slash..];
    }
}
