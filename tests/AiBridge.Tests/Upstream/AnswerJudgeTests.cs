using System.Net.Sockets;
using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Providers.Health;
using AiBridge.Upstream;

namespace AiBridge.Tests.Upstream;

/// <summary>What each status says, and what follows for the key, the circuit and the next call.</summary>
public sealed class AnswerJudgeTests
{
    [Theory]
    [InlineData("200 201 204 299", null, KeyVerdict.Accepted, CallHealth.Good, NextStep.Give)]
    [InlineData("300 301 304 307 399", null, KeyVerdict.None, CallHealth.Good, NextStep.Give)]
    [InlineData("400 404 405 406 409 410 413 415 418 422 424 425 428 431 451 499", ErrorClass.BadRequest, KeyVerdict.None, CallHealth.Good, NextStep.Give)]
    [InlineData("401", ErrorClass.Unauthorized, KeyVerdict.Refused, CallHealth.Good, NextStep.OtherKey)]
    [InlineData("402", ErrorClass.RateLimited, KeyVerdict.Spent, CallHealth.Good, NextStep.OtherKey)]
    [InlineData("403", ErrorClass.Unauthorized, KeyVerdict.None, CallHealth.Good, NextStep.Give)]
    [InlineData("408", ErrorClass.Timeout, KeyVerdict.None, CallHealth.Good, NextStep.OtherKeyOrRetry)]
    [InlineData("429", ErrorClass.RateLimited, KeyVerdict.None, CallHealth.Good, NextStep.OtherKeyOnce)]
    [InlineData("500 501 505 507 525 599", ErrorClass.ServerError, KeyVerdict.None, CallHealth.Good, NextStep.Give)]
    [InlineData("502 520 521 523 530", ErrorClass.ServerError, KeyVerdict.None, CallHealth.Failed, NextStep.OtherKeyOrRetry)]
    [InlineData("503 529", ErrorClass.Overloaded, KeyVerdict.None, CallHealth.Failed, NextStep.OtherKeyOrRetry)]
    [InlineData("504 522 524", ErrorClass.Timeout, KeyVerdict.None, CallHealth.Failed, NextStep.OtherKeyOrRetry)]
    internal void A_status_is_one_row(string statuses, ErrorClass? error, KeyVerdict key, CallHealth health, NextStep next)
    {
        foreach (var status in statuses.Split(' ').Select(int.Parse))
        {
            var answer = AnswerStatus.Of(status);

            answer.Error.Should().Be(error, $"of {status}");
            AnswerJudge.Of(answer.Cause).Should().Be(new AttemptVerdict(key, health, next), $"of {status}");
        }
    }

    [Fact]
    public void The_upstream_s_own_words_move_some_of_them()
    {
        AnswerJudge.Of(AnswerCause.Limit, hinted: true).Should().Be(new AttemptVerdict(KeyVerdict.Limited, CallHealth.Good, NextStep.OtherKey));
        AnswerJudge.Of(AnswerCause.Fault, shouldRetry: true).Next.Should().Be(NextStep.OtherKeyOrRetry);
        AnswerJudge.Of(AnswerCause.Outage, shouldRetry: false).Next.Should().Be(NextStep.Give);
        AnswerJudge.Of(AnswerCause.Slowness, shouldRetry: false).Next.Should().Be(NextStep.Give);
        AnswerJudge.Of(AnswerCause.Request, shouldRetry: true).Next.Should().Be(NextStep.Give, "the next call would meet the same");
    }

    [Fact]
    public void Every_cause_has_a_verdict()
    {
        foreach (var cause in Enum.GetValues<AnswerCause>())
            FluentActions.Invoking(() => AnswerJudge.Of(cause)).Should().NotThrow();
    }

    [Fact]
    public void A_call_without_an_answer_says_nothing_of_its_key()
    {
        var refused = new HttpRequestException(HttpRequestError.ConnectionError);
        var tooSlowToConnect = new OperationCanceledException("", new TimeoutException());
        var brokenOff = new HttpRequestException(HttpRequestError.ResponseEnded);

        AnswerJudge.OfFault(refused, limitPassed: false, clientLeft: false).Should().Be(new AttemptVerdict(KeyVerdict.None, CallHealth.Failed, NextStep.Retry));
        AnswerJudge.OfFault(tooSlowToConnect, limitPassed: false, clientLeft: false).Should().Be(new AttemptVerdict(KeyVerdict.None, CallHealth.Failed, NextStep.Retry));
        AnswerJudge.OfFault(brokenOff, limitPassed: false, clientLeft: false).Should().Be(new AttemptVerdict(KeyVerdict.None, CallHealth.Failed, NextStep.OtherKeyOrRetry));
        AnswerJudge.OfFault(brokenOff, limitPassed: true, clientLeft: false).Should().Be(new AttemptVerdict(KeyVerdict.None, CallHealth.TimedOut, NextStep.Give));
        AnswerJudge.OfFault(brokenOff, limitPassed: true, clientLeft: true).Should().Be(new AttemptVerdict(KeyVerdict.None, CallHealth.Unknown, NextStep.Give));
    }

    [Fact]
    public void The_client_is_told_what_the_record_says()
    {
        var socket = new HttpRequestException(HttpRequestError.Unknown, "", new SocketException((int)SocketError.TimedOut));

        UpstreamException.Of(socket, "p", limitPassed: false).Error.Class.Should().Be(ErrorClass.Timeout);
        UpstreamException.Of(new IOException(), "p", limitPassed: true).Error.Class.Should().Be(ErrorClass.Timeout);
        UpstreamException.Of(new IOException(), "p", limitPassed: false).Error.Class.Should().Be(ErrorClass.Unreachable);
        UpstreamException.Of(new UpstreamException(BridgeError.ShuttingDown), "p", limitPassed: true).Error.Should().Be(BridgeError.ShuttingDown, "it is known already");
    }
}
