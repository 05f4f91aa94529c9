using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiBridge.Client;

/// <summary>Queries of addresses.</summary>
internal static class ApiQuery
{
    /// <summary>A filter's fields that have a value; empty, or with its question mark.</summary>
    public static string Of<TFilter>(TFilter? filter)
        where TFilter : class
    {
        if (filter is null)
            return "";
        var fields = (JsonObject)JsonSerializer.SerializeToNode(filter, ApiJson.Type<TFilter>())!;
        return fields.Where(field => field.Value is not null).Aggregate("", (query, field) => With(query, field.Key, field.Value!.ToString()));
    }

    /// <summary>Adds a value, in the place of one of the name that is there.</summary>
    public static string With(string query, string name, string? value)
    {
        if (value is null)
            return query;
        var others = query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(field => !field.StartsWith(name + '=', StringComparison.Ordinal));
        return "?" + string.Join('&', others.Append($"{name}={Uri.EscapeDataString(value)}"));
    }

    /// <summary>Adds a flag that is set.</summary>
    public static string With(string query, string name, bool flag) => With(query, name, flag ? "true" : null);

    /// <summary>A part of a path.</summary>
    public static string Segment(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        return Uri.EscapeDataString(value);
    }
}
