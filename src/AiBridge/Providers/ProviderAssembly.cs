using AiBridge.Contracts.Providers;

namespace AiBridge.Providers;

/// <summary>Puts a provider together out of its settings, whether a file or the store holds them; says what is wrong with each.</summary>
internal static class ProviderAssembly
{
    /// <summary>Only good for use when no fault was added.</summary>
    public static ProviderInstance Build(ProviderOptions entry, string name, ProviderType type, ProviderContext context)
    {
        var credentials = ProviderCredentials.Read(entry, type, context);
        UpstreamHeaderRules.Check(HeadersOf(entry), credentials.CustomHeaderName, context);
        var baseUrl = BaseUrl(entry.BaseUrl, type, context);
        return new ProviderInstance
        {
            QualifiedName = name,
            ClusterId = ClusterIdOf(name, baseUrl, entry, guarded: false),
            Name = name,
            Type = type,
            DisplayName = entry.DisplayName ?? name,
            Enabled = entry.Enabled,
            BaseUrl = baseUrl,
            Account = AccountOf(name, baseUrl),
            Auth = credentials.Auth,
            Keys = credentials.Keys,
            CustomHeaderName = credentials.CustomHeaderName,
            CustomHeaderValue = credentials.CustomHeaderValue,
            OAuth = credentials.OAuth,
            AllowByok = entry.AllowByok,
            Headers = HeadersOf(entry),
            Options = entry,
        };
    }

    /// <summary>Another address, another limit for connecting, another guard: other connections, so another cluster.</summary>
    public static string ClusterIdOf(string key, string baseUrl, ProviderOptions options, bool guarded) =>
        $"{key}@{HashCode.Combine(baseUrl, options.Timeouts.Connect, guarded):x8}";

    /// <summary>Another address is another account, whoever has the name.</summary>
    public static string AccountOf(string qualifiedName, string baseUrl) => $"{qualifiedName} {baseUrl}";

    private static Dictionary<string, string> HeadersOf(ProviderOptions entry) =>
        (entry.Headers ?? new Dictionary<string, string?>()).ToDictionary(header => header.Key, header => header.Value ?? "", StringComparer.OrdinalIgnoreCase);

    private static string BaseUrl(string? configured, ProviderType type, ProviderContext context)
    {
        var url = configured ?? type.DefaultBaseUrl ?? "";
        if (url.Length == 0 && !type.Routable)
            return url;
        if (url.Length == 0)
            context.Fault("BaseUrl", $"is missing; the type \"{type.Name}\" has no default");
        else if (UpstreamUrl.Problem(url) is { } problem)
            context.Fault("BaseUrl", problem);
        return url.TrimEnd('/');
    }
}
