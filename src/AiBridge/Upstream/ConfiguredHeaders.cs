using System.Net.Http.Headers;
using AiBridge.Providers;

namespace AiBridge.Upstream;

/// <summary>Adds a provider's configured headers to a request that has headers of its own: list-valued ones join them, single-valued ones take their place.</summary>
internal static class ConfiguredHeaders
{
    public static void AddTo(HttpRequestMessage request, ProviderInstance provider)
    {
        foreach (var (name, value) in provider.Headers)
        {
            if (ListHeaders.Contains(name) && request.Headers.NonValidated.TryGetValues(name, out var lines) && lines.Any(line => !string.IsNullOrWhiteSpace(line)))
                Join(request, name, lines, value);
            else
                Set(request, name, value);
        }
    }

    /// <summary>In place of all that stand there.</summary>
    public static void Set(HttpRequestMessage request, string name, string value)
    {
        Remove(request.Headers, name);
        if (request.Content is { } content)
            Remove(content.Headers, name);
        // Those of the body are refused among the request's own.
        if (!request.Headers.TryAddWithoutValidation(name, value))
            request.Content?.Headers.TryAddWithoutValidation(name, value);
    }

    /// <summary>Asks first: of a header that belongs among the others a removal throws.</summary>
    private static void Remove(HttpHeaders headers, string name)
    {
        if (headers.NonValidated.Contains(name))
            headers.Remove(name);
    }

    private static void Join(HttpRequestMessage request, string name, IEnumerable<string> lines, string value)
    {
        if (ListHeaders.Missing(lines, value) is { } missing)
            request.Headers.TryAddWithoutValidation(name, missing);
    }
}
