using AiBridge.Telemetry;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AiBridge.Tests.Telemetry;

public sealed class ReadinessCheckTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task What_works_is_healthy() => (await new Check(_clock, () => Task.CompletedTask).CheckHealthAsync(new())).Status.Should().Be(HealthStatus.Healthy);

    [Fact]
    public async Task What_fails_says_why() =>
        (await new Check(_clock, () => throw new IOException("no room")).CheckHealthAsync(new())).Should().BeEquivalentTo(new { Status = HealthStatus.Unhealthy, Description = "no room" });

    [Fact]
    public async Task What_hangs_keeps_nobody_waiting_even_when_it_holds_its_thread()
    {
        using var begun = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();

        var answer = new Check(_clock, () =>
        {
            begun.Set();
            release.Wait();
            return Task.CompletedTask;
        }).CheckHealthAsync(new());
        begun.Wait();
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        answer.IsCompleted.Should().BeFalse();
        await Eventually.Is(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(0.1));
            return answer.IsCompleted;
        });
        release.Set();

        (await answer).Description.Should().Be("no answer within 2 s");
    }

    [Fact]
    public async Task Whoever_asked_may_leave()
    {
        using var left = new CancellationTokenSource();
        var answer = new Check(_clock, () => Task.Delay(Timeout.InfiniteTimeSpan, left.Token)).CheckHealthAsync(new(), left.Token);

        await left.CancelAsync();

        await FluentActions.Awaiting(() => answer).Should().ThrowAsync<OperationCanceledException>();
    }

    private sealed class Check(TimeProvider clock, Func<Task> probe) : ReadinessCheck(clock)
    {
        protected override Task ProbeAsync(CancellationToken cancellation) => probe();

        protected override HealthCheckResult Failed(Exception cause) => HealthCheckResult.Unhealthy(cause.Message);
    }
}
