using AiBridge.Contracts.Providers;
using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Providers.Health;
using AiBridge.Secrets;
using AiBridge.Upstream.Connecting;

namespace AiBridge.Upstream;

/// <summary>The calls made for one request, until one of them gives an answer the client should have. All before a byte has gone to the client: what was begun cannot be taken back.</summary>
internal sealed class UpstreamAttempts(Exchange exchange, HttpRequestMessage request, ProviderHealth health, KeyFailover keys, OAuthTokens tokens, TimeProvider clock)
{
    private readonly long _started = clock.GetTimestamp();
    private readonly HttpContent? _sent = request.Content;
    private readonly CircuitBreaker? _circuit = exchange.Route.Protocol is { } protocol && exchange.Provider.Options.CircuitBreaker.Enabled
        ? health.Circuits.Of(CircuitKey.Of(exchange.Provider, protocol, exchange.ModelScope), exchange.Caller.ProjectId)
        : null;

    private readonly string _caller = exchange.Caller.Token.Id;

    private readonly bool _usesToken = exchange is { Byok: null, Provider.Auth: ProviderAuth.OAuth };

    private int _retries;
    private int _unexplained;
    private Secret? _refusedToken;

    /// <exception cref="UpstreamException">No answer can be given; says what the client is told.</exception>
    /// <exception cref="OperationCanceledException">The client left.</exception>
    public async Task<HttpResponseMessage> RunAsync(Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellation)
    {
        Attempt? last = null;
        try
        {
            // Step 13: a credential, and whether the circuit lets the call through.
            keys.Begin();
            exchange.SentAt = exchange.Elapsed;
            do
            {
                if (_usesToken)
                    exchange.AccessToken = await tokens.GetAsync(exchange.Provider, _refusedToken, cancellation);
                Prepare();
                using var span = AttemptSpan.Start(exchange, request);
                var attempt = new Attempt(exchange, send, cancellation, keys.CanFailOver, clock);
                // Steps 14 and 15 lie in the attempt.
                if (!await CallAsync(attempt))
                {
                    // The key may have been taken for its probe: the next taker makes it.
                    keys.Learn(KeyVerdict.None, hint: null, attempt.Began, words: null);
                    health.Metrics.CircuitRejected(exchange.Provider, exchange.Route.Protocol!, exchange.ModelScope);
                    return last is null ? throw new UpstreamException(CircuitOpen()) : Give(last);
                }

                AttemptSpan.Describe(span, exchange);
                last?.Dispose();
                last = attempt;
                Learn(attempt);
            }
            while (MovesToOtherKey(last.Verdict.Next) || RenewsToken(last) || await PausesToRetryAsync(last, cancellation));
            return Give(last);
        }
        catch
        {
            last?.Dispose();
            throw;
        }
    }

    private void Prepare()
    {
        exchange.KeyId = keys.Current?.Id;
        exchange.CredentialHint = Credentials.Apply(request, exchange, keys.Current?.Secret ?? exchange.AccessToken);
        if (exchange.Body is { } body)
            request.Content = new BufferedContent(body, _sent);
        else if (exchange.WithholdsBody)
            request.Content = null;
    }

    /// <summary>False: the circuit is open, and the call was not made.</summary>
    private ValueTask<bool> CallAsync(Attempt attempt)
    {
        return _circuit is not null ? _circuit.TryCallAsync(static call => call.RunAsync(), attempt, _caller) : UnguardedAsync(attempt);

        static async ValueTask<bool> UnguardedAsync(Attempt attempt)
        {
            await attempt.RunAsync();
            return true;
        }
    }

    private void Learn(Attempt attempt)
    {
        keys.Learn(attempt.Verdict.Key, attempt.LimitEnds, attempt.Began, attempt.Words);
        if (_refusedToken is not null && attempt is { Response: not null, Cause: not AnswerCause.Credential })
            tokens.Renewed(exchange.Provider, _caller);
        if (attempt.Error is { } error && IsOfTheProvider(error))
            health.Failed(exchange.Provider, error, clock.GetUtcNow());
    }

    /// <summary>Not what was wrong with the request, or with the caller's own key.</summary>
    private bool IsOfTheProvider(ErrorClass error) =>
        error != ErrorClass.BadRequest && (exchange.Byok is null || error is not (ErrorClass.Unauthorized or ErrorClass.RateLimited));

    private bool MovesToOtherKey(NextStep next) => next switch
    {
        NextStep.OtherKey => keys.MoveNext(),
        NextStep.OtherKeyOnce => _unexplained++ == 0 && keys.MoveNext(),
        NextStep.OtherKeyOrRetry => MayRepeat && HasTime(TimeSpan.Zero) && keys.MoveNext(),
        _ => false,
    };

    /// <summary>A token may have been withdrawn before its time; of the one that follows, the upstream's word is final.</summary>
    private bool RenewsToken(Attempt attempt)
    {
        if (exchange.AccessToken is not { } token || _refusedToken is not null || attempt.Cause != AnswerCause.Credential || !tokens.MayRenew(exchange.Provider, token, _caller))
            return false;
        _refusedToken = token;
        return true;
    }

    private async ValueTask<bool> PausesToRetryAsync(Attempt attempt, CancellationToken cancellation)
    {
        var options = exchange.Provider.Options;
        var wanted = attempt.Verdict.Next == NextStep.Retry || (attempt.Verdict.Next == NextStep.OtherKeyOrRetry && MayRepeat && keys.OnFirst);
        if (!wanted || _retries == options.MaxRetries)
            return false;
        var pause = Backoff.Before(++_retries, attempt.RetryAfter, Random.Shared.NextDouble());
        if (!HasTime(pause))
            return false;
        await Task.Delay(pause, clock, cancellation);
        return true;
    }

    /// <summary>All calls made because the upstream failed share one time, with whichever key: one that answers late fails late with each.</summary>
    private bool HasTime(TimeSpan pause) => clock.GetElapsedTime(_started) + pause <= exchange.Provider.Options.Retry;

    /// <summary>Whether a call that may have been carried out can be made again: not a POST of whose meaning nothing is known.</summary>
    private bool MayRepeat => exchange.Route.Bridged || request.Method != HttpMethod.Post;

    private HttpResponseMessage Give(Attempt attempt)
    {
        if (attempt.Fault is not null || attempt.Response is not { } response)
            throw attempt.Fault ?? new UpstreamException(BridgeError.Unreachable(exchange.Provider.Name));
        if (attempt.Cause == AnswerCause.Credential && exchange is { Byok: null, CredentialHint: not null })
            throw new UpstreamException(keys.NoneLeft(attempt.Words));
        if (exchange is { Byok: null, CredentialHint: not null } && RedirectTarget.IsElsewhere(response, request.RequestUri!))
            throw new UpstreamException(BridgeError.Redirected(exchange.Provider.Name));
        if (attempt is { FirstError.ErrorEvent: { } data, Status: >= 400 })
            InBandError.Unfold(response, attempt.Status, exchange.Route.Protocol!, data);
        exchange.AnswerError = attempt.Cause == AnswerCause.Account ? attempt.Error : null;
        exchange.OnUpstreamDied((error, fault) =>
        {
            health.Failed(exchange.Provider, error, clock.GetUtcNow());
            // The way there died, under all of its streams at once; whether the upstream is well the next call finds out on a new one.
            if (!ConnectionLostException.ByPing(fault))
                _circuit?.Died(_caller, silent: error == ErrorClass.Timeout);
        });
        return response;
    }

    private BridgeError CircuitOpen() => BridgeError.CircuitOpen(exchange.Provider.Name, TimeSpan.FromSeconds(_circuit!.RetryAfterSeconds));
}
