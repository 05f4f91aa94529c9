using AiBridge.Exchanges;
using AiBridge.Projects;
using AiBridge.Protocols.Families;
using AiBridge.Secrets;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace AiBridge.Ingress;

/// <summary>Finds the caller's own upstream credential: what stands in the provider's own auth header and is no bridge token.</summary>
internal static class CallerCredential
{
    /// <summary>Null when the provider's own credential is to be used.</summary>
    public static ByokCredential? Find(IHeaderDictionary headers, ApiFamily family) =>
        (family.KeyHeader is { } header ? From(headers, header) : null) ?? From(headers, HeaderNames.Authorization);

    private static ByokCredential? From(IHeaderDictionary headers, string name)
    {
        if (!headers.TryGetValue(name, out var values) || StringValues.IsNullOrEmpty(values))
            return null;
        foreach (var value in values)
        {
            var credential = value.AsSpan().Trim();
            if (credential.Length > 0 && !PresentedToken.IsIn(credential))
                return new ByokCredential(name, new Secret(credential.ToString()));
        }

        return null;
    }
}
