using AiBridge.Exchanges;
using AiBridge.Protocols;
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
    /// <exception cref="UpstreamFailure">There is none; says what the client is told.</exception>
    /// <exception cref="OperationCanceledException">The caller left; the fetch goes on for others.</exception>
    public ValueTask<Secret> GetAsync(ProviderInstance provider, CancellationToken cancellation)
    {
        if (provider.OAuth is not { ClientSecret: not null } client || health.OAuth.Of(provider) is not { } state)
            throw Credentials.Missing(provider);
        var now = clock.GetUtcNow();
        var token = state.Token;
        if (token is null || token.ExpiresAt <= now)
            return new ValueTask<Secret>(WaitAsync(provider, state.FetchAsync(token, () => FetchAsync(provider, client), clock), cancellation));
        if (state.IsDue(now))
            _ = state.FetchAsync(token, () => FetchAsync(provider, client), clock);
        return new ValueTask<Secret>(token.Value);
    }

    /// <summary>The upstream answered 401 to it.</summary>
    public void Refused(ProviderInstance provider, Secret token) => health.OAuth.Of(provider)?.Refused(token);

    private async Task<Secret> WaitAsync(ProviderInstance provider, Task<TokenAnswer> fetch, CancellationToken cancellation)
    {
        var answer = await fetch.WaitAsync(cancellation);
        return answer.Token?.Value ?? throw new UpstreamFailure(answer.Fault switch
        {
            TokenFault.Refused => BridgeError.TokenRefused(provider.Name),
            TokenFault.NotAllowed => BridgeError.AddressNotAllowed(provider.Name),
            _ => BridgeError.TokenUnreachable(provider.Name),
        });
    }

    private async Task<TokenAnswer> FetchAsync(ProviderInstance provider, OAuthClient client)
    {
        var answer = await endpoint.AskAsync(client);
        if (answer.Token is { } token)
        {
            Log.Fetched(logger, provider.Name, token.ExpiresAt);
            return answer;
        }

        health.Failed(provider, answer.Fault == TokenFault.Refused ? ErrorClass.NoCredential : ErrorClass.Unreachable, clock.GetUtcNow());
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
