using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Projects;
using AiBridge.Tests.Records;

namespace AiBridge.Tests.Exchanges;

public sealed class AnswerRoomTests
{
    private const int Megabyte = 1024 * 1024;

    private static readonly Caller One = RecordsFixture.Administrator;
    private static readonly Caller Two = One with { Token = One.Token with { Id = "tok_two" } };

    private readonly FakeTimeProvider _clock = new();
    private readonly BufferBudget _budget;
    private readonly LargeAnswers _large;

    public AnswerRoomTests()
    {
        _budget = new BufferBudget(new LiveConfiguration(new BridgeOptions { Limits = new LimitsOptions { BufferedBytes = 66 * Megabyte } }), _clock);
        _large = new LargeAnswers(_clock);
    }

    [Fact]
    public async Task Small_answers_are_not_counted_and_what_grows_is()
    {
        using var room = Room();

        await room.TakeAsync(One, BufferBudget.FreeBytes, default);
        _budget.Used.Should().Be(0);
        await room.TakeAsync(One, 1, default);
        _budget.Used.Should().Be(BufferBudget.FreeBytes);
        await room.TakeAsync(One, 3 * Megabyte, default);
        _budget.Used.Should().BeGreaterThanOrEqualTo(3 * Megabyte);

        room.Dispose();
        _budget.Used.Should().Be(0);
    }

    [Fact]
    public async Task Where_there_is_no_room_it_waits_a_moment_and_is_refused()
    {
        using var first = Room();
        await first.TakeAsync(One, 20 * Megabyte, default);
        using var second = Room();

        var refused = await RefusedAsync(second.TakeAsync(One, 20 * Megabyte, default));

        (refused.Status, refused.Code, refused.RetryAfterSeconds).Should().Be((503, "overloaded", 1));
        second.Dispose();
        first.Dispose();
        _budget.Used.Should().Be(0);
    }

    [Fact]
    public async Task It_takes_what_another_answer_gives_back_meanwhile()
    {
        var first = Room();
        await first.TakeAsync(One, 20 * Megabyte, default);
        using var second = Room();
        var waiting = second.TakeAsync(One, 20 * Megabyte, default).AsTask();
        waiting.IsCompleted.Should().BeFalse();

        first.Dispose();

        await waiting;
    }

    [Fact]
    public async Task What_is_larger_than_all_the_memory_there_is_is_made_alone()
    {
        using var room = Room();

        await room.TakeAsync(One, 500 * Megabyte, default);

        _budget.Used.Should().Be(_budget.MostFor(BufferUse.LargeBody));
        await room.TakeAsync(One, 500 * Megabyte, default);
    }

    [Fact]
    public async Task One_token_is_given_four_large_answers_at_once_and_another_its_own()
    {
        var rooms = Enumerable.Range(0, LargeAnswers.MostAtOnce).Select(_ => Room()).ToList();
        foreach (var room in rooms)
            await room.TakeAsync(One, 2 * Megabyte, default);
        using var fifth = Room();
        (await RefusedAsync(fifth.TakeAsync(One, 2 * Megabyte, default))).Code.Should().Be("overloaded");
        using var small = Room();
        await small.TakeAsync(One, Megabyte / 2, default);
        using var others = Room();
        await others.TakeAsync(Two, 2 * Megabyte, default);
        using var sixth = Room();
        var waiting = sixth.TakeAsync(One, 2 * Megabyte, default).AsTask();

        rooms[0].Dispose();

        await waiting;
        rooms.ForEach(room => room.Dispose());
    }

    [Fact]
    public async Task Who_has_left_waits_for_no_place()
    {
        var rooms = Enumerable.Range(0, LargeAnswers.MostAtOnce).Select(_ => Room()).ToList();
        foreach (var room in rooms)
            await room.TakeAsync(One, 2 * Megabyte, default);
        using var left = new CancellationTokenSource();
        using var fifth = Room();
        var waiting = fifth.TakeAsync(One, 2 * Megabyte, left.Token).AsTask();

        await left.CancelAsync();

        await waiting.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        rooms.ForEach(room => room.Dispose());
        using var next = Room();
        await next.TakeAsync(One, 2 * Megabyte, default);
    }

    private AnswerRoom Room() => new(_budget, _large);

    private async Task<RefusedException> RefusedAsync(ValueTask taking)
    {
        var task = taking.AsTask();
        await Eventually.Is(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(500));
            return task.IsCompleted;
        });
        return (await task.Invoking(waiting => waiting).Should().ThrowAsync<RefusedException>()).Which;
    }
}
