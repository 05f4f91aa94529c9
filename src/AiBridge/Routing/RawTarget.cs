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

    /// <summary>Whether bytes stand there that no target may hold: the server lets most of them pass.</summary>
    public static bool HasControl(ReadOnlySpan<char> target) => target.IndexOfAnyInRange('\0', ' ') >= 0 || target.Contains('\u007F');

    /// <summary>Whether an upstream that decodes could read <c>.</c> or <c>..</c> as a segment: plain, escaped, or between escaped slashes.</summary>
    public static bool HasDotSegment(ReadOnlySpan<char> path)
    {
        if (!path.Contains('.') && !path.Contains("%2e", StringComparison.OrdinalIgnoreCase))
            return false;
        var dots = 0;
        var others = 0;
        for (var i = 0; i < path.Length; i++)
        {
            var c = Decoded(path, ref i);
            if (c is '/' or '\\')
            {
                if (others == 0 && dots is 1 or 2)
                    return true;
                dots = others = 0;
            }
            else if (c == '.')
            {
                dots++;
            }
            else
            {
                others++;
            }
        }

        return others == 0 && dots is 1 or 2;
    }

    private static char Decoded(ReadOnlySpan<char> path, ref int index)
    {
        if (path[index] != '%' || index + 2 >= path.Length || path[index + 1] is not ('2' or '5'))
            return path[index];
        var decoded = (path[index + 1], char.ToLowerInvariant(path[index + 2])) switch
        {
            ('2', 'e') => '.',
            ('2', 'f') => '/',
            ('5', 'c') => '\\',
            _ => '%',
        };
        if (decoded != '%')
            index += 2;
        return decoded;
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
