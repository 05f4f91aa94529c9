using AiBridge.Shutdown;

namespace AiBridge.Tests.Shutdown;

public sealed class DrainingTests : IDisposable
{
    private readonly Draining _draining = new();

    public void Dispose() => _draining.Dispose();

    [Fact]
    public void With_nothing_in_flight_it_is_over_at_once()
    {
        _draining.TryEnter().Should().BeTrue();
        _draining.Leave();

        _draining.BeginAsync().IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public void It_is_over_when_the_last_that_was_let_in_has_left_and_nobody_is_let_in_any_more()
    {
        _draining.TryEnter();
        _draining.TryEnter();

        var idle = _draining.BeginAsync();

        _draining.TryEnter().Should().BeFalse();
        _draining.InFlight.Should().Be(2, "who was turned away does not count");
        _draining.Leave();
        idle.IsCompleted.Should().BeFalse();
        _draining.Leave();
        idle.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public async Task Each_end_comes_by_itself()
    {
        Ends().Should().Be((false, false, false));
        _draining.EndUnanswered();
        Ends().Should().Be((true, false, false));
        _draining.CutAll();
        Ends().Should().Be((true, true, false));
        _draining.EndConnectionsAfter(TimeSpan.Zero);
        await Eventually.Is(() => Ends() == (true, true, true));
    }

    [Fact]
    public async Task Whoever_is_let_in_while_it_begins_is_waited_for()
    {
        using var start = new Barrier(5);
        var late = 0;
        var idle = Task.CompletedTask;
        var crowd = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            start.SignalAndWait();
            while (_draining.TryEnter())
            {
                if (idle.IsCompleted && _draining.InFlight == 0)
                    Interlocked.Increment(ref late);
                _draining.Leave();
            }
        })).ToArray();
        idle = new TaskCompletionSource().Task;

        start.SignalAndWait();
        idle = _draining.BeginAsync();
        await idle.WaitAsync(TimeSpan.FromSeconds(20));
        await Task.WhenAll(crowd).WaitAsync(TimeSpan.FromSeconds(20));

        (late, _draining.InFlight).Should().Be((0, 0));
    }

    private (bool Unanswered, bool All, bool Connections) Ends() =>
        (_draining.Unanswered.IsCancellationRequested, _draining.All.IsCancellationRequested, _draining.Connections.IsCancellationRequested);
}
