using AiBridge.Projects.Audit;
using Microsoft.Extensions.Logging;

namespace AiBridge.Tests.Projects.Audit;

public sealed class AnonymousWritesTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ListLogger<AnonymousWrites> _log = new();

    [Fact]
    public void That_others_are_left_out_is_told_once_a_minute_when_it_begins()
    {
        var writes = new AnonymousWrites(_clock, _log);

        Many(writes, AnonymousWrites.MostPerMinute).Should().Be(AnonymousWrites.MostPerMinute);
        _log.Entries.Should().BeEmpty();
        Many(writes, 1).Should().Be(0);
        _log.Entries.Should().ContainSingle().Which.Level.Should().Be(LogLevel.Warning);
        Many(writes, 100).Should().Be(0);
        _log.Entries.Should().ContainSingle();

        _clock.Advance(TimeSpan.FromMinutes(1));
        Many(writes, 100).Should().Be(AnonymousWrites.MostPerMinute);
        _log.Entries.Should().HaveCount(2);
    }

    private static int Many(AnonymousWrites writes, int count) => Enumerable.Range(0, count).Count(_ => writes.MayWrite());
}
