using AiBridge.Telemetry;

namespace AiBridge.Tests.Telemetry;

/// <summary>What clients choose makes only so many series.</summary>
public sealed class LabelTests
{
    [Fact]
    public void The_first_values_are_told_apart_and_what_comes_later_is_other()
    {
        var values = new LabelValues(() => 2);

        new[] { "a", "b", "c", "a", "", null, "b" }.Select(value => values.Of(value)).Should().Equal("a", "b", "other", "a", "unknown", "unknown", "b");
    }

    [Fact]
    public void A_value_that_nobody_could_read_is_other_and_takes_no_place()
    {
        var values = new LabelValues(() => 1);

        values.Of(new string('x', 129)).Should().Be("other");
        values.Of(new string('x', 128)).Should().HaveLength(128);
    }

    [Fact]
    public void Who_brings_values_leaves_as_many_places_for_others()
    {
        var values = new LabelValues(() => 8);

        new[] { "a", "b", "c", "d", "e", "f" }.Count(value => values.Of(value, "one") == value).Should().Be(4);
        new[] { "g", "h", "i", "a" }.Count(value => values.Of(value, "two") == value).Should().Be(3, "two of its own, and one that is known");
        values.Of("j", "three").Should().Be("j");
    }

    [Fact]
    public void A_value_that_is_only_asked_for_takes_no_place()
    {
        var values = new LabelValues(() => 2);

        new[] { "a", "b", "c", "" }.Select(values.Known).Should().Equal("other", "other", "other", "unknown");
        values.Of("d", "one").Should().Be("d");
        values.Known("d").Should().Be("d");
    }

    [Fact]
    public void Who_brings_combinations_leaves_as_many_for_others()
    {
        var table = new SeriesTable<SeriesKey>(8, static key => key);

        Enumerable.Range(0, 10).Count(model => table.Of(new SeriesKey("p", "t", $"{model}"), "one").Model == $"{model}").Should().Be(4);
        Enumerable.Range(10, 10).Count(model => table.Of(new SeriesKey("p", "t", $"{model}"), "two").Model == $"{model}").Should().Be(2);
    }

    [Fact]
    public void The_first_combinations_are_told_apart_and_each_provider_has_one_for_the_rest()
    {
        var made = new List<SeriesKey>();
        var table = new SeriesTable<SeriesKey>(2, key =>
        {
            made.Add(key);
            return key;
        });

        SeriesKey Of(string provider, string project) => table.Of(new SeriesKey(provider, "t", "m", Project: project));

        Of("p", "1").Should().Be(new SeriesKey("p", "t", "m", "", "1"));
        Of("p", "2").Project.Should().Be("2");
        Of("p", "3").Should().Be(new SeriesKey("p", "t", "other", "", "other"), "what is empty has no such label");
        Of("p", "4").Project.Should().Be("other");
        Of("q", "1").Should().Be(new SeriesKey("q", "t", "other", "", "other"));
        Of("p", "1").Project.Should().Be("1", "it is known");
        made.Should().HaveCount(4).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_combination_is_made_once_however_many_ask_for_it_at_once()
    {
        var made = 0;
        var table = new SeriesTable<object>(1_000, _ =>
        {
            Interlocked.Increment(ref made);
            return new object();
        });
        using var start = new Barrier(4);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            start.SignalAndWait();
            foreach (var model in Enumerable.Range(0, 2_000))
                table.Of(new SeriesKey("p", "t", $"{model}"));
        })));

        made.Should().Be(1_001);
    }
}
