using AiBridge.Exchanges;
using AiBridge.Providers;

namespace AiBridge.Routing;

/// <summary>Finds a raw path in a provider type's table.</summary>
internal static class RouteTable
{
    /// <summary>Null when the path is not allowed, or has dot segments.</summary>
    public static RouteMatch? Find(ProviderType type, Arrival arrival)
    {
        var path = arrival.Path;
        if (!path.StartsWith(type.ClientBase, StringComparison.Ordinal) || RawTarget.HasDotSegment(path))
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
