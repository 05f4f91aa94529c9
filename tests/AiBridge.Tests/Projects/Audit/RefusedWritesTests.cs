using AiBridge.Projects.Audit;
using Microsoft.Extensions.Logging;

namespace AiBridge.Tests.Projects.Audit;

public sealed class RefusedWritesTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ListLogger<RefusedWrites> _log = new();

    [Fact]
    public void That_others_are_left_out_is_told_once_a_minute_when_it_begins()
    {
        var writes = new RefusedWrites(_clock, _log);

        Many(writes, RefusedWrites.MostPerMinute).Should().Be(RefusedWrites.MostPerMinute);
        _log.Entries.Should().BeEmpty();
        Many(writes, 1).Should().Be(0);
        _log.Entries.Should().ContainSingle().Which.Level.Should().Be(LogLevel.Warning);
        Many(writes, 100).Should().Be(0);
        _log.Entries.Should().ContainSingle();

        _clock.Advance(TimeSpan.FromMinutes(1));
        Many(writes, 100).Should().Be(RefusedWrites.MostPerMinute);
        _log.Entries.Should().HaveCount(2);
    }

    [Fact]
    public void One_token_takes_no_entry_away_from_another_or_from_those_without()
    {
        var writes = new RefusedWrites(_clock, _log);

        Many(writes, 1000, "tok_1").Should().Be(RefusedWrites.MostPerMinute);
        Many(writes, 1000, "tok_2").Should().Be(RefusedWrites.MostPerMinute);
        Many(writes, 1000).Should().Be(RefusedWrites.MostPerMinute);
        _log.Entries.Should().HaveCount(3);
    }

    [Fact]
    public void However_many_tokens_are_refused_those_of_a_minute_are_bounded()
    {
        var writes = new RefusedWrites(_clock, _log);

        var written = Enumerable.Range(0, 3000).Sum(token => Many(writes, 1, $"tok_{token}"));

        written.Should().Be(1000 + RefusedWrites.MostPerMinute);
    }

    private static int Many(RefusedWrites writes, int count, string? token = null) => Enumerable.Range(0, count).Count(_ => writes.MayWrite(token));
}
