using AiBridge.Contracts.Providers;
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
        var auth = entry.Auth ?? type.DefaultAuth;
        if (type.ByokOnly)
            CheckByokOnly(entry, auth, context);
        else if (auth == ProviderAuth.OAuth)
            return new ProviderCredentials(auth) { OAuth = ReadOAuth(entry, context) };
        else if (auth == ProviderAuth.CustomHeader)
            return ReadCustomHeader(entry, context);
        else if (auth == ProviderAuth.ApiKey)
            return new ProviderCredentials(auth) { Keys = ReadKeys(entry.Keys ?? [], context) };
        else if (entry is { Auth: null, Keys.Count: > 0 })
            context.Fault("Keys", $"are not used: the type \"{type.Name}\" sends none unless Auth is \"api_key\"");
        return new ProviderCredentials(auth);
    }

    private static void CheckByokOnly(ProviderOptions entry, ProviderAuth auth, ProviderContext context)
    {
        if (entry.Keys is { Count: > 0 })
            context.Fault("Keys", "must be empty: callers of this type bring their own credential");
        if (auth != ProviderAuth.ApiKey)
            context.Fault("Auth", "must be \"api_key\": callers of this type bring their own credential");
    }

    private static ProviderCredentials ReadCustomHeader(ProviderOptions entry, ProviderContext context)
    {
        var header = entry.CustomHeader ?? new CustomHeaderOptions();
        if (header.Name is not { Length: > 0 } name)
            context.Fault("CustomHeader:Name", "is missing; Auth \"custom_header\" needs it");
        else if (UpstreamHeaderRules.NameProblem(name) is { } problem)
            context.Fault("CustomHeader:Name", problem);
        if (header.Value is null)
            context.Fault("CustomHeader:Value", "is missing; Auth \"custom_header\" needs it");
        var value = header.Value is null ? null : context.Resolve(header.Value, "CustomHeader:Value");
        return new ProviderCredentials(ProviderAuth.CustomHeader) { CustomHeaderName = header.Name, CustomHeaderValue = value is null ? null : new Secret(value) };
    }

    private static OAuthClient ReadOAuth(ProviderOptions entry, ProviderContext context)
    {
        var client = entry.OAuth ?? new OAuthOptions();
        if (client.TokenUrl is null)
            context.Fault("OAuth:TokenUrl", "is missing; Auth \"oauth\" needs it");
        else if (UpstreamUrl.Problem(client.TokenUrl) is { } problem)
            context.Fault("OAuth:TokenUrl", problem);
        if (client.ClientId is null)
            context.Fault("OAuth:ClientId", "is missing; Auth \"oauth\" needs it");
        if (client.ClientSecret is null)
            context.Fault("OAuth:ClientSecret", "is missing; Auth \"oauth\" needs it");
        var secret = client.ClientSecret is null ? null : context.Resolve(client.ClientSecret, "OAuth:ClientSecret");
        return new OAuthClient(client.TokenUrl ?? "", client.ClientId ?? "", secret is null ? null : new Secret(secret), client.Scope ?? "");
    }

    // The same key twice would be tried twice in a failover.
    private static List<Secret> ReadKeys(IReadOnlyList<ProviderKey> sources, ProviderContext context) =>
        [.. sources.Select((source, index) => context.Resolve(source.Value ?? "", $"Keys:{index}")).OfType<string>().Distinct(StringComparer.Ordinal).Select(value => new Secret(value))];
}
