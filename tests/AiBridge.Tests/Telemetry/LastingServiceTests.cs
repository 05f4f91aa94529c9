using AiBridge.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiBridge.Tests.Telemetry;

public sealed class LastingServiceTests
{
    [Fact]
    public async Task Work_that_fails_unexpectedly_begins_again_and_ends_when_it_is_stopped()
    {
        var clock = new FakeTimeProvider();
        using var service = new Failing(clock);
        await service.StartAsync(CancellationToken.None);

        await Eventually.Is(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return service.Begun == 4;
        });
        await service.StopAsync(CancellationToken.None);

        service.ExecuteTask!.IsCompletedSuccessfully.Should().BeTrue("a host ends the process when the work of a service fails");
    }

    [Fact]
    public void All_work_in_the_background_is_of_this_kind() =>
        typeof(LastingService).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(BackgroundService)))
            .Should().NotBeEmpty().And.OnlyContain(type => type.IsAssignableTo(typeof(LastingService)));

    private sealed class Failing(TimeProvider clock) : LastingService(clock, NullLogger.Instance)
    {
        private int _begun;

        public int Begun => Volatile.Read(ref _begun);

        protected override Task RunAsync(CancellationToken stopping) => Interlocked.Increment(ref _begun) switch
        {
            1 => throw Shortage.Planted(),
            2 => Task.FromException(new OperationCanceledException()),
            3 => Task.FromException(new InvalidOperationException()),
            _ => Task.Delay(Timeout.Infinite, stopping),
        };
    }
}
