using AiBridge.Contracts.Providers;
using AiBridge.Secrets;

namespace AiBridge.Providers;

/// <summary>A named provider, ready to serve. Immutable: a request keeps the instance it began with, so a change cuts nothing.</summary>
internal sealed record ProviderInstance
{
    public required string Name { get; init; }

    /// <summary>The project that brought it; null for a server-wide one.</summary>
    public string? ProjectId { get; init; }

    /// <summary>The name for a server-wide one, else <c>project/name</c>: what health, circuits and connections are told apart by.</summary>
    public required string QualifiedName { get; init; }

    /// <summary>The cluster whose connections it uses; another one when these must be others.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The id of its row (<c>prv_…</c>, <c>aip_…</c>); null for one of the configuration.</summary>
    public string? StoredId { get; init; }

    /// <summary>Of a chat's configuration: no name leads an agent to it.</summary>
    public bool IsOfChat { get; init; }

    /// <summary>Made at runtime: private addresses are refused unless the server's configuration allows them.</summary>
    public bool Guarded { get; init; }

    /// <summary>A stored secret of it cannot be decrypted.</summary>
    public bool SecretUnreadable { get; init; }

    /// <summary>A stored secret of it was given for another destination and is not sent.</summary>
    public bool SecretWithheld { get; init; }

    public required ProviderType Type { get; init; }

    public required string DisplayName { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>Absolute, without a trailing slash.</summary>
    public required string BaseUrl { get; init; }

    public required ProviderAuth Auth { get; init; }

    /// <summary>Resolved keys in order; sources that were unset are left out.</summary>
    public IReadOnlyList<Secret> Keys { get; init; } = [];

    public string? CustomHeaderName { get; init; }

    public Secret? CustomHeaderValue { get; init; }

    /// <summary>Where access tokens come from; null unless <see cref="Auth"/> is <see cref="ProviderAuth.OAuth"/>.</summary>
    public OAuthClient? OAuth { get; init; }

    /// <summary>The server-wide provider on whose address a project's provider stands: its limits hold too, and nothing that it forbids is allowed. Null with an address of its own.</summary>
    public ProviderInstance? StandsOn { get; init; }

    /// <summary>Whose account at the upstream its own credential is, and at which address: what the upstream keeps for it under an id is asked for by nobody else.</summary>
    public string Account { get; init; } = "";

    public required bool AllowByok { get; init; }

    /// <summary>It presents itself by a key, so that a caller's may stand in the key's place; elsewhere what callers bring is dropped and means nothing.</summary>
    public bool HasKeyPlace => Auth is ProviderAuth.ApiKey or ProviderAuth.OAuth;

    /// <summary>It can present itself without a caller's help.</summary>
    public bool HasCredential => Auth switch
    {
        ProviderAuth.None => true,
        ProviderAuth.CustomHeader => CustomHeaderValue is not null,
        ProviderAuth.OAuth => OAuth?.ClientSecret is not null,
        _ => Keys.Count > 0,
    };

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The remaining settings as configured (time-outs, breaker, retries).</summary>
    public required ProviderOptions Options { get; init; }
}

/// <summary>OAuth 2.0 client credentials (RFC 6749, section 4.4).</summary>
/// <param name="TokenUrl">Absolute http or https URL.</param>
/// <param name="ClientId">Who asks.</param>
/// <param name="ClientSecret">Null when it cannot be decrypted.</param>
/// <param name="Scope">Empty: none is asked for.</param>
internal sealed record OAuthClient(string TokenUrl, string ClientId, Secret? ClientSecret, string Scope)
{
    /// <summary>The token URL was given at runtime: private addresses are refused unless the server's configuration allows them.</summary>
    public bool Guarded { get; init; }
}
