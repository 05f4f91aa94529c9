using System.Net.Http.Headers;
using System.Net.Sockets;
using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Providers.Addresses;
using AiBridge.Providers.Health;
using AiBridge.Upstream.Connecting;

namespace AiBridge.Upstream;

/// <summary>One call of the upstream, up to the first deciding event, and what became of it. Never throws; a fault is kept.</summary>
/// <param name="exchange">Gets the attempt in its list.</param>
/// <param name="send">Makes the call.</param>
/// <param name="clientLeft">Ends it.</param>
/// <param name="readsErrors">Whether the words of an error matter for what comes next.</param>
/// <param name="clock">Times it.</param>
internal sealed class Attempt(
    Exchange exchange, Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken clientLeft, bool readsErrors, TimeProvider clock) : IDisposable
{
    /// <summary>How long the words of a refusal are waited for: what comes next does not depend on them.</summary>
    private static readonly TimeSpan WordsPatience = TimeSpan.FromSeconds(2);

    private int? _httpStatus;
    private string _outcome = "unreachable";

    public DateTimeOffset StartedAt { get; } = clock.GetUtcNow();

    /// <summary>Timestamp of the start.</summary>
    public long Began { get; } = clock.GetTimestamp();

    /// <summary>The answer; null when there was none.</summary>
    public HttpResponseMessage? Response { get; private set; }

    /// <summary>Why there is no answer.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>The answer's status, or what its first event stands for.</summary>
    public int Status { get; private set; }

    /// <summary>The error that the stream began with; null for anything else.</summary>
    public PeekResult? FirstError { get; private set; }

    public AttemptVerdict Verdict { get; private set; }

    /// <summary>What went wrong; null for a good answer, and when the client left.</summary>
    public ErrorClass? Error { get; private set; }

    /// <summary>When the limit that was met ends; null without a word of it.</summary>
    public TimeSpan? LimitEnds { get; private set; }

    /// <summary>How long the upstream asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>What the upstream said when it refused a central credential, free of credentials; null without a word.</summary>
    public string? Words { get; private set; }

    private bool IsCentral => exchange is { Byok: null, CredentialHint: not null };

    public async ValueTask<CallHealth> RunAsync()
    {
        // One source for both ends: who came first is asked only after a fault.
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(exchange.Provider.Options.Timeouts.FirstByteSeconds), clock);
        using var left = clientLeft.UnsafeRegister(static end => ((CancellationTokenSource)end!).Cancel(), end);
        try
        {
            Response = await send(end.Token);
            _httpStatus = Status = (int)Response.StatusCode;
            // The first byte is there; what is read ahead of the client has limits of its own.
            end.CancelAfter(Timeout.InfiniteTimeSpan);
            await JudgeAsync(Response, end);
        }
        catch (Exception fault)
        {
            Dispose();
            Explain(fault, end.IsCancellationRequested, clientLeft.IsCancellationRequested);
        }

        var duration = (long)clock.GetElapsedTime(Began).TotalMilliseconds;
        exchange.Attempts.Add(new UpstreamAttempt(exchange.Attempts.Count + 1, exchange.CredentialHint, _httpStatus, _outcome, StartedAt, duration));
        return Verdict.Health;
    }

    public void Dispose()
    {
        Response?.Dispose();
        Response = null;
    }

    private async ValueTask JudgeAsync(HttpResponseMessage response, CancellationTokenSource end)
    {
        var error = await FirstErrorAsync(response, end);
        _outcome = AttemptOutcome.Of(Status);
        Verdict = Status < 400 ? AnswerJudge.OfStatus(Status, hinted: false, shouldRetry: null) : OfError(response.Headers);
        if (error is null)
            return;
        if (Status == 401)
            Words = RefusalMessage.Of(error, exchange);
        else if (IsAccountError(error))
            (Verdict, _outcome, Error) = (AnswerJudge.AccountError, AttemptOutcome.Of(402), ErrorClass.RateLimited);
        else if (Status < 400)
            (Verdict, _outcome, Error) = (AttemptVerdict.Final, AttemptOutcome.Of(error.Class), error.Class);
        else if (FirstError is not null && Status == 500)
            Verdict = Verdict with { Health = CallHealth.Failed };
    }

    private bool IsAccountError(ResponseError error) =>
        (FirstError is not null || AccountErrors.MayComeWith(Status)) && AccountErrors.Contain(error, exchange.Provider);

    private AttemptVerdict OfError(HttpResponseHeaders headers)
    {
        var now = clock.GetUtcNow();
        LimitEnds = Status == 429 ? ResetHints.Read(headers, now) : null;
        RetryAfter = ResetHints.RetryAfter(headers, now);
        Error = ErrorClasses.OfStatus(Status);
        return AnswerJudge.OfStatus(Status, LimitEnds is not null, ResetHints.ShouldRetry(headers));
    }

    /// <summary>The error the answer carries where it matters: in a stream's first event, in the body of a status that can be about the account, in a refusal.</summary>
    private async ValueTask<ResponseError?> FirstErrorAsync(HttpResponseMessage response, CancellationTokenSource end)
    {
        if (Status == 401 && IsCentral)
            return await ErrorBody.ReadAsync(response, clock.After(WordsPatience), clock, end.Token);
        if (readsErrors && AccountErrors.MayComeWith(Status))
        {
            end.CancelAfter(TimeSpan.FromSeconds(exchange.Provider.Options.Timeouts.SilenceSeconds));
            return await ErrorBody.ReadAsync(response, WakeSignal.Never, clock, end.Token);
        }

        if (exchange.Route.Protocol is not { } protocol || Status >= 400)
            return null;
        var peek = await FirstEventPeek.ReadAsync(exchange, response, clock, end.Token);
        if (peek.Error is not { } error)
            return null;
        FirstError = peek;
        if (!IsAccountError(error))
            Status = protocol.StatusOf(error) ?? Status;
        return error;
    }

    private void Explain(Exception fault, bool limitPassed, bool clientLeft)
    {
        var name = exchange.Provider.Name;
        Fault = fault;
        if (clientLeft)
        {
            (_outcome, Verdict) = ("cancelled", AnswerJudge.ClientLeft);
            return;
        }

        if (AddressRefusedException.IsCauseOf(fault))
        {
            (Error, Verdict) = (ErrorClass.Unreachable, AnswerJudge.NotAllowed);
            Fault = new UpstreamException(BridgeError.AddressNotAllowed(name), fault);
            return;
        }

        var connectTimeout = fault is OperationCanceledException { InnerException: TimeoutException };
        // Also when the probes of a connection that was there are not acknowledged: then the call may have been carried out.
        var timedOut = limitPassed || connectTimeout || fault.GetBaseException() is SocketException { SocketErrorCode: SocketError.TimedOut };
        (_outcome, Error) = timedOut ? ("timeout", ErrorClass.Timeout) : ("unreachable", ErrorClass.Unreachable);
        Fault = new UpstreamException(timedOut ? BridgeError.TimedOut(name) : BridgeError.Unreachable(name, ProxyFailure.In(fault)), fault);
        if (limitPassed)
            Verdict = AnswerJudge.TimedOut;
        else
            Verdict = connectTimeout || IsConnectError(fault) ? AnswerJudge.NotConnected : AnswerJudge.BrokenOff;
    }

    private static bool IsConnectError(Exception fault) => fault is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };
}
