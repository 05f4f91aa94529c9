using System.Net;
using AiBridge.Providers.Health;
using AiBridge.Upstream.Probing;

namespace AiBridge.Upstream;

/// <summary>The handler under the forwarder. Holds no provider data: YARP keeps it over configuration changes, the exchange brings its own.</summary>
internal sealed class UpstreamCall(ProviderHealth health, KeyChoice choice, KeyProbes probes, OAuthTokens tokens, TimeProvider clock) : DelegatingHandler
{
    private Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? _below;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(ExchangeOption.Key, out var exchange))
            return base.SendAsync(request, cancellationToken);
        var attempts = new UpstreamAttempts(exchange, request, health, new KeyFailover(exchange, health, choice, probes, _below ??= SendBelowAsync), tokens, clock);
        return attempts.RunAsync(cancellation => CallAsync(request, cancellation), cancellationToken);
    }

    private Task<HttpResponseMessage> SendBelowAsync(HttpRequestMessage request, CancellationToken cancellation) => base.SendAsync(request, cancellation);

    /// <exception cref="HttpRequestException">The upstream answered with what is no status (RFC 9110 §15), or in another protocol that nobody had asked for: a client of plain HTTP would wait for its answer for ever.</exception>
    private async Task<HttpResponseMessage> CallAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var response = await base.SendAsync(request, cancellation).ConfigureAwait(false);
        var isStatus = (int)response.StatusCode is >= 100 and <= 599;
        if (isStatus && (response.StatusCode != HttpStatusCode.SwitchingProtocols || request.Headers.NonValidated.Contains("Upgrade")))
            return response;
        response.Dispose();
        throw new HttpRequestException(isStatus ? "The upstream switched to another protocol unasked." : "The upstream answered with what is no status.");
    }
}
