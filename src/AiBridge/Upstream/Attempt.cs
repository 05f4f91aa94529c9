using System.Net.Http.Headers;
using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Providers.Health;

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

    public DateTimeOffset StartedAt { get; } = clock.GetUtcNow();

    /// <summary>Timestamp of the start.</summary>
    public long Began { get; } = clock.GetTimestamp();

    /// <summary>The answer; null when there was none.</summary>
    public HttpResponseMessage? Response { get; private set; }

    /// <summary>Why there is no answer.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>The answer's status, or what its first event stands for.</summary>
    public int Status { get; private set; }

    /// <summary>Whose doing the answer is.</summary>
    public AnswerCause Cause { get; private set; }

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

    /// <summary>The word it is recorded with: that of its error, as the exchange's would be.</summary>
    private string Outcome => Error is { } error ? EnumWord.Of(error) : Fault is null ? "ok" : "cancelled";

    private bool IsCentral => exchange is { Byok: null, CredentialHint: not null };

    public async ValueTask<CallHealth> RunAsync()
    {
        // One source for both ends: who came first is asked only after a fault.
        using var end = new CancellationTokenSource(exchange.Provider.Options.Timeouts.FirstByte, clock);
        using var left = clientLeft.UnsafeRegister(static end => ((CancellationTokenSource)end!).Cancel(), end);
        try
        {
            // Step 14: the wire, which gives back the head of an answer.
            Response = await send(end.Token);
            _httpStatus = Status = (int)Response.StatusCode;
            // The first byte is there; what is read ahead of the client has limits of its own.
            end.CancelAfter(Timeout.InfiniteTimeSpan);
            // Step 15: what the answer is worth, by its status and, in a stream, by its first event.
            await JudgeAsync(Response, end);
        }
        catch (Exception fault)
        {
            Dispose();
            Explain(fault, end.IsCancellationRequested, clientLeft.IsCancellationRequested);
        }

        var duration = (long)clock.GetElapsedTime(Began).TotalMilliseconds;
        exchange.Attempts.Add(new UpstreamAttempt(exchange.Attempts.Count + 1, exchange.CredentialHint, _httpStatus, Outcome, StartedAt, duration));
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
        (Cause, Error) = AnswerStatus.Of(Status);
        if (error is not null && Cause == AnswerCause.Credential)
            Words = RefusalMessage.Of(error, exchange);
        else if (error is not null && IsAccountError(error))
            (Cause, Error) = AnswerStatus.OfAccount;
        else if (error is not null && Error is null)
            (Cause, Error) = (AnswerCause.Request, error.Class);
        Verdict = VerdictOn(response.Headers);
    }

    private bool IsAccountError(ResponseError error) =>
        (FirstError is not null || AccountErrors.MayComeWith(Status)) && AccountErrors.Contain(error, exchange.Provider);

    private AttemptVerdict VerdictOn(HttpResponseHeaders headers)
    {
        if (Error is null)
            return AnswerJudge.Of(Cause);
        var now = clock.GetUtcNow();
        LimitEnds = Cause == AnswerCause.Limit ? ResetHints.Read(headers, now) : null;
        RetryAfter = ResetHints.RetryAfter(headers, now);
        var verdict = AnswerJudge.Of(Cause, LimitEnds is not null, ResetHints.ShouldRetry(headers));
        // Said at once instead of an answer, it is no matter of the request.
        return FirstError is not null && Cause == AnswerCause.Fault ? verdict with { Health = CallHealth.Failed } : verdict;
    }

    /// <summary>The error the answer carries where it matters: in a stream's first event, in the body of a status that can be about the account, in a refusal.</summary>
    private async ValueTask<ResponseError?> FirstErrorAsync(HttpResponseMessage response, CancellationTokenSource end)
    {
        if (AnswerStatus.Of(Status).Cause == AnswerCause.Credential && IsCentral)
            return await ErrorBody.ReadAsync(response, clock.After(WordsPatience), clock, end.Token);
        if (readsErrors && AccountErrors.MayComeWith(Status))
        {
            end.CancelAfter(exchange.Provider.Options.Timeouts.Silence);
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
        Verdict = AnswerJudge.OfFault(fault, limitPassed, clientLeft);
        Fault = fault;
        if (clientLeft)
            return;
        var failure = UpstreamException.Of(fault, exchange.Provider.Name, limitPassed);
        (Fault, Error) = (failure, failure.Error.Class);
    }
}
