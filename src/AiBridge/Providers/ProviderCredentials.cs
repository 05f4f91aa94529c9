using AiBridge.Configuration;
using AiBridge.Secrets;

namespace AiBridge.Providers;

/// <summary>How the bridge presents itself to an upstream, with every key source resolved.</summary>
internal sealed record ProviderCredentials(ProviderAuth Auth)
{
    public IReadOnlyList<Secret> Keys { get; private init; } = [];

    public string? CustomHeaderName { get; private init; }

    public Secret? CustomHeaderValue { get; private init; }

    public OAuthClient? OAuth { get; private init; }

    public static ProviderCredentials Read(ProviderOptions entry, ProviderType type, ProviderContext context)
    {
        var auth = Parse(entry.Auth) ?? type.DefaultAuth;
        if (type.ByokOnly)
            CheckByokOnly(entry, auth, context);
        else if (auth == ProviderAuth.OAuth)
            return new ProviderCredentials(auth) { OAuth = ReadOAuth(entry, context) };
        else if (auth == ProviderAuth.CustomHeader)
            return ReadCustomHeader(entry, context);
        else if (auth == ProviderAuth.ApiKey)
            return new ProviderCredentials(auth) { Keys = ReadKeys(entry.Keys, context) };
        else if (entry.Auth.Length == 0 && entry.Keys.Count > 0)
            context.Fault("Keys", $"are not used: the type \"{type.Name}\" sends none unless Auth is \"api_key\"");
        return new ProviderCredentials(auth);
    }

    private static void CheckByokOnly(ProviderOptions entry, ProviderAuth auth, ProviderContext context)
    {
        if (entry.Keys.Count > 0)
            context.Fault("Keys", "must be empty: callers of this type bring their own credential");
        if (auth != ProviderAuth.ApiKey)
            context.Fault("Auth", "must be \"api_key\": callers of this type bring their own credential");
    }

    private static ProviderCredentials ReadCustomHeader(ProviderOptions entry, ProviderContext context)
    {
        var header = entry.CustomHeader;
        if (header.Name.Length == 0)
            context.Fault("CustomHeader:Name", "is missing; Auth \"custom_header\" needs it");
        else if (UpstreamHeaderRules.NameProblem(header.Name) is { } problem)
            context.Fault("CustomHeader:Name", problem);
        if (header.Value.Length == 0)
            context.Fault("CustomHeader:Value", "is missing; Auth \"custom_header\" needs it");
        var value = header.Value.Length > 0 ? context.Resolve(header.Value, "CustomHeader:Value") : null;
        return new ProviderCredentials(ProviderAuth.CustomHeader) { CustomHeaderName = header.Name, CustomHeaderValue = value is null ? null : new Secret(value) };
    }

    private static OAuthClient ReadOAuth(ProviderOptions entry, ProviderContext context)
    {
        var client = entry.OAuth;
        if (client.TokenUrl.Length == 0)
            context.Fault("OAuth:TokenUrl", "is missing; Auth \"oauth\" needs it");
        else if (UpstreamUrl.Problem(client.TokenUrl) is { } problem)
            context.Fault("OAuth:TokenUrl", problem);
        if (client.ClientId.Length == 0)
            context.Fault("OAuth:ClientId", "is missing; Auth \"oauth\" needs it");
        if (client.ClientSecret.Length == 0)
            context.Fault("OAuth:ClientSecret", "is missing; Auth \"oauth\" needs it");
        var secret = client.ClientSecret.Length > 0 ? context.Resolve(client.ClientSecret, "OAuth:ClientSecret") : null;
        return new OAuthClient(client.TokenUrl, client.ClientId, secret is null ? null : new Secret(secret), client.Scope);
    }

    // The same key twice would be tried twice in a failover.
    private static List<Secret> ReadKeys(IReadOnlyList<string> sources, ProviderContext context) =>
        [.. sources.Select((source, index) => context.Resolve(source, $"Keys:{index}")).OfType<string>().Distinct(StringComparer.Ordinal).Select(value => new Secret(value))];

    private static ProviderAuth? Parse(string auth) => auth switch
    {
        "api_key" => ProviderAuth.ApiKey,
        "oauth" => ProviderAuth.OAuth,
        "none" => ProviderAuth.None,
        "custom_header" => ProviderAuth.CustomHeader,
        _ => null,
    };
}
