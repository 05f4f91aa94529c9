using AiBridge.Exchanges;
using AiBridge.Providers;
using AiBridge.Providers.Health;
using AiBridge.Secrets;

namespace AiBridge.Upstream;

/// <summary>
/// The access tokens of OAuth providers: fetched when first needed, replaced before they expire. While the next one is being
/// fetched, requests go on with the old one as long as it is good.
/// </summary>
internal sealed partial class OAuthTokens(ProviderHealth health, TokenEndpoint endpoint, TimeProvider clock, ILogger<OAuthTokens> logger)
{
    /// <param name="provider">One that uses OAuth.</param>
    /// <param name="refused">A token that will not do; null for the first call.</param>
    /// <param name="cancellation">The caller left; the fetch goes on for others.</param>
    /// <exception cref="UpstreamException">There is none; says what the client is told.</exception>
    public ValueTask<Secret> GetAsync(ProviderInstance provider, Secret? refused, CancellationToken cancellation)
    {
        if (provider.OAuth is not { ClientSecret: not null } client || health.OAuth.Of(provider) is not { } state)
            throw Credentials.Missing(provider);
        var token = state.Token;
        if (state.Good is not { } good)
            return new ValueTask<Secret>(WaitAsync(provider, state.FetchAsync(token, () => FetchAsync(provider, client)), cancellation));
        // Another one that came meanwhile is as good.
        if (good.Value.Equals(refused))
            return new ValueTask<Secret>(WaitAsync(provider, state.FetchAsync(good, () => FetchAsync(provider, client)), cancellation));
        if (state.IsDue())
            _ = state.FetchAsync(token, () => FetchAsync(provider, client));
        return new ValueTask<Secret>(good.Value);
    }

    /// <summary>The upstream answered 401 to it: whether the caller's call may be made again with another one.</summary>
    public bool MayRenew(ProviderInstance provider, Secret token, string caller) =>
        health.OAuth.Of(provider) is { } state && (state.Token?.Value.Equals(token) != true || state.MayRenew(caller));

    /// <summary>With another one the caller's call was not refused.</summary>
    public void Renewed(ProviderInstance provider, string caller) => health.OAuth.Of(provider)?.Renewed(caller);

    private async Task<Secret> WaitAsync(ProviderInstance provider, Task<TokenAnswer> fetch, CancellationToken cancellation)
    {
        var answer = await fetch.WaitAsync(cancellation);
        return answer.Token?.Value ?? throw new UpstreamException(ErrorOf(answer, provider));
    }

    private static BridgeError ErrorOf(TokenAnswer answer, ProviderInstance provider) => answer.Fault switch
    {
        TokenFault.Refused => BridgeError.TokenRefused(provider.Name),
        TokenFault.NotAllowed => BridgeError.AddressNotAllowed(provider.Name),
        _ => BridgeError.TokenUnreachable(provider.Name),
    };

    private async Task<TokenAnswer> FetchAsync(ProviderInstance provider, OAuthClient client)
    {
        var answer = await endpoint.AskAsync(client);
        if (answer.Token is { } token)
        {
            Log.Fetched(logger, provider.Name, clock.WallTime(token.ExpiresAt));
            return answer;
        }

        health.Failed(provider, ErrorOf(answer, provider).Class, clock.GetUtcNow());
        Log.NotFetched(logger, provider.Name, answer.Problem);
        return answer;
    }

    private static partial class Log
    {
        [LoggerMessage(1820, LogLevel.Debug, "Provider {ProviderName} has an access token until {ExpiresAt}")]
        public static partial void Fetched(ILogger logger, string providerName, DateTimeOffset expiresAt);

        [LoggerMessage(1821, LogLevel.Warning, "Provider {ProviderName} got no access token: {Problem}")]
        public static partial void NotFetched(ILogger logger, string providerName, string? problem);
    }
}
