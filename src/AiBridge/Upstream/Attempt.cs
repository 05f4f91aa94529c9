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
/// <param name="readsErrors">Whether the body of a 429 matters.</param>
/// <param name="clock">Times it.</param>
internal sealed class Attempt(
    Exchange exchange, Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken clientLeft, bool readsErrors, TimeProvider clock) : IDisposable
{
    private int? _httpStatus;
    private string _outcome = "unreachable";

    public DateTimeOffset StartedAt { get; } = clock.GetUtcNow();

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

    public async ValueTask<CallHealth> RunAsync()
    {
        var started = clock.GetTimestamp();
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

        var duration = (long)clock.GetElapsedTime(started).TotalMilliseconds;
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
        if (error is not null && Status < 400)
        {
            _outcome = AttemptOutcome.Of(error.Class);
            Error = error.Class;
        }

        if (error?.Says(AnswerJudge.InsufficientQuota) == true)
            Verdict = AnswerJudge.QuotaSpent;
        else if (FirstError is not null && Status == 500)
            Verdict = Verdict with { Health = CallHealth.Failed };
    }

    private AttemptVerdict OfError(HttpResponseHeaders headers)
    {
        var now = clock.GetUtcNow();
        LimitEnds = Status == 429 ? ResetHints.Read(headers, now) : null;
        RetryAfter = ResetHints.RetryAfter(headers, now);
        Error = ErrorClasses.OfStatus(Status);
        return AnswerJudge.OfStatus(Status, LimitEnds is not null, ResetHints.ShouldRetry(headers));
    }

    /// <summary>The error the answer carries where it matters for what comes next: in a stream's first event, in the body of a 429.</summary>
    private async ValueTask<ResponseError?> FirstErrorAsync(HttpResponseMessage response, CancellationTokenSource end)
    {
        if (Status == 429 && readsErrors)
        {
            end.CancelAfter(TimeSpan.FromSeconds(exchange.Provider.Options.Timeouts.SilenceSeconds));
            return await ErrorBody.ReadAsync(response, end.Token);
        }

        if (exchange.Route.Rule.Protocol is not { } protocol || Status >= 400)
            return null;
        var peek = await FirstEventPeek.ReadAsync(exchange, response, clock, end.Token);
        if (peek.Error is not { } error)
            return null;
        FirstError = peek;
        Status = AnswerJudge.StatusOf(protocol, error) ?? Status;
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
            Fault = new UpstreamFailure(BridgeError.AddressNotAllowed(name), fault);
            return;
        }

        var connectTimeout = fault is OperationCanceledException { InnerException: TimeoutException }
            || fault.GetBaseException() is SocketException { SocketErrorCode: SocketError.TimedOut };
        var timedOut = limitPassed || connectTimeout;
        (_outcome, Error) = timedOut ? ("timeout", ErrorClass.Timeout) : ("unreachable", ErrorClass.Unreachable);
        Fault = new UpstreamFailure(timedOut ? BridgeError.TimedOut(name) : BridgeError.Unreachable(name, ProxyFailure.In(fault)), fault);
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
