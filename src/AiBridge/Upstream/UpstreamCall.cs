using AiBridge.Providers.Health;

namespace AiBridge.Upstream;

/// <summary>The handler under the forwarder. Holds no provider data: YARP keeps it over configuration changes, the exchange brings its own.</summary>
internal sealed class UpstreamCall(ProviderHealth health, KeyChoice choice, OAuthTokens tokens, TimeProvider clock) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(UpstreamRequest.ExchangeKey, out var exchange))
            return base.SendAsync(request, cancellationToken);
        var attempts = new UpstreamAttempts(exchange, request, health, new KeyTurns(exchange, health, choice), tokens, clock);
        return attempts.RunAsync(cancellation => base.SendAsync(request, cancellation), cancellationToken);
    }
}
