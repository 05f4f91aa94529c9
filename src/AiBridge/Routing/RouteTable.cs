using AiBridge.Exchanges;
using AiBridge.Providers;

namespace AiBridge.Routing;

/// <summary>Finds a raw path in a provider type's table.</summary>
internal static class RouteTable
{
    /// <summary>Null when the path is not allowed, or an upstream could read another one in it: dot segments, and with a central key empty ones, with which nothing but the allow-list stands in the way.</summary>
    public static RouteMatch? Find(ProviderType type, Arrival arrival)
    {
        var path = arrival.Path;
        if (!path.StartsWith(type.ClientBase, StringComparison.Ordinal))
            return null;
        var segments = PathSegments.Of(path);
        if (segments.HasDots || (segments.HasGaps && arrival.Byok is null))
            return null;
        var below = path.AsSpan(type.ClientBase.Length);
        foreach (var rule in type.Routes)
        {
            if (rule.Matches(below))
                return new RouteMatch(rule, path, string.Concat(below, arrival.Query));
        }

        return null;
    }
}
