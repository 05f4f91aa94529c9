using System.Net.Sockets;
using AiBridge.Exchanges;

namespace AiBridge.Upstream;

/// <summary>One attempt at the upstream: credential, its own content from the buffered bytes, the first-byte limit, and a note of how it went.</summary>
internal sealed class UpstreamCall(TimeProvider clock) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(UpstreamRequest.ExchangeKey, out var exchange))
            return await base.SendAsync(request, cancellationToken);

        exchange.CredentialHint = Credentials.Apply(request, exchange);
        if (exchange.Body is { } body)
            request.Content = new BufferedContent(body, request.Content);

        var startedAt = clock.GetUtcNow();
        var started = clock.GetTimestamp();
        int? status = null;
        var outcome = "unreachable";
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(exchange.Provider.Options.Timeouts.FirstByteSeconds), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var response = await base.SendAsync(request, either.Token);
            status = (int)response.StatusCode;
            outcome = AttemptOutcome.Of(status.Value);
            return response;
        }
        catch (Exception fault)
        {
            (outcome, var failure) = Explain(exchange, fault, limit.IsCancellationRequested, cancellationToken.IsCancellationRequested);
            if (failure is null)
                throw;
            throw failure;
        }
        finally
        {
            var duration = (long)clock.GetElapsedTime(started).TotalMilliseconds;
            exchange.Attempts.Add(new UpstreamAttempt(exchange.Attempts.Count + 1, exchange.CredentialHint, status, outcome, startedAt, duration));
        }
    }

    private static (string Outcome, UpstreamFailure? Failure) Explain(Exchange exchange, Exception fault, bool limitPassed, bool clientLeft)
    {
        if (clientLeft)
            return ("cancelled", null);
        var name = exchange.Provider.Name;
        var timedOut = limitPassed
            || fault is OperationCanceledException { InnerException: TimeoutException }
            || fault.GetBaseException() is SocketException { SocketErrorCode: SocketError.TimedOut };
        return timedOut
            ? ("timeout", new UpstreamFailure(BridgeError.TimedOut(name), fault))
            : ("unreachable", new UpstreamFailure(BridgeError.Unreachable(name), fault));
    }
}
