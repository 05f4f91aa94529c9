using AiBridge.Telemetry;

namespace AiBridge.Tests.Telemetry;

/// <summary>What clients choose makes only so many series.</summary>
public sealed class LabelTests
{
    [Fact]
    public void The_first_values_are_told_apart_and_what_comes_later_is_other()
    {
        var values = new LabelValues(() => 2);

        new[] { "a", "b", "c", "a", "", null, "b" }.Select(values.Of).Should().Equal("a", "b", "other", "a", "unknown", "unknown", "b");
    }

    [Fact]
    public void A_value_that_nobody_could_read_is_other_and_takes_no_place()
    {
        var values = new LabelValues(() => 1);

        values.Of(new string('x', 129)).Should().Be("other");
        values.Of(new string('x', 128)).Should().HaveLength(128);
    }

    [Fact]
    public void The_first_combinations_are_told_apart()
    {
        var sets = new LabelSets(2);

        sets.Admits("p", "m", "c", "1").Should().BeTrue();
        sets.Admits("p", "m", "c", "2").Should().BeTrue();
        sets.Admits("p", "m", "c", "3").Should().BeFalse();
        sets.Admits("p", "m", "c", "1").Should().BeTrue("it is known");
    }
}
