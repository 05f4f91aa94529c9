using System.Text.Json;
using AiBridge.Contracts.Records;
using AiBridge.Records;
using AiBridge.Records.Live;
using AiBridge.Storage.Rows;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace AiBridge.Tests.Records.Live;

public sealed class LiveLogTests
{
    private readonly LiveLog _log = new(Options.Create(new JsonOptions()));

    public LiveLogTests() => _log.Restart();

    [Fact]
    public void A_reader_that_is_too_slow_gets_a_gap_and_then_the_last_thousand()
    {
        var reader = Reader();
        Add(LiveLog.MostEvents + 30);

        var items = reader.Take();

        items[0].Name.Should().Be("gap");
        Json(items[0]).GetProperty("missed").GetInt64().Should().Be(30);
        items.Skip(1).Should().HaveCount(LiveLog.MostEvents).And.OnlyContain(item => item.Name == "progress");
        Number(items[1]).Should().Be(31);
        reader.Take().Should().BeEmpty();
    }

    [Fact]
    public void Of_a_project_only_its_own_are_missed()
    {
        var reader = Reader("prj_a");
        Add(10, "prj_a");
        Add(LiveLog.MostEvents, "prj_b");
        Add(1, "prj_a");

        var items = reader.Take();

        items.Select(item => item.Name).Should().Equal("gap", "progress");
        Json(items[0]).GetProperty("missed").GetInt64().Should().Be(10);
        items[1].Id.Should().EndWith("-11");
    }

    [Fact]
    public void Where_none_of_its_own_are_missed_there_is_no_gap()
    {
        var reader = Reader("prj_a");
        Add(2 * LiveLog.MostEvents, "prj_b");

        reader.Take().Should().BeEmpty();
        Add(1, "prj_a");
        reader.Take().Should().ContainSingle().Which.Name.Should().Be("progress");
    }

    [Fact]
    public void Nobody_knows_how_many_of_those_missed_would_have_passed_a_filter()
    {
        var reader = Reader(filter: new LiveFilter { Model = "m" });
        Add(LiveLog.MostEvents + 1);

        var items = reader.Take();

        items.Select(item => item.Name).Should().Equal("gap");
        Json(items[0]).GetProperty("missed").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("prj_a")]
    public void Who_goes_on_from_an_event_that_is_gone_is_told_how_many_it_missed(string? project)
    {
        var before = Reader(project);
        Add(1, "prj_a");
        var lastId = before.Take()[0].Id;
        Add(LiveLog.MostEvents + 4, "prj_a");

        var items = Reader(project, lastId: lastId).Take();

        items[0].Name.Should().Be("gap");
        Json(items[0]).GetProperty("missed").GetInt64().Should().Be(4);
        items.Should().HaveCount(1 + LiveLog.MostEvents);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("prj_a")]
    public void Who_goes_on_from_the_last_event_has_missed_nothing(string? project)
    {
        var before = Reader(project);
        Add(3, "prj_a");
        var lastId = before.Take()[^1].Id;

        var reader = Reader(project, lastId: lastId);

        reader.Take().Should().BeEmpty();
        Add(1, "prj_a");
        reader.Take().Should().ContainSingle();
    }

    [Fact]
    public void A_loss_is_a_gap_for_everybody()
    {
        var (all, one) = (Reader(), Reader("prj_a"));
        _log.Add(LiveEventNames.Gap, null, new LiveGapDto(null));
        Add(1, "prj_a");

        foreach (var items in (IReadOnlyList<LiveItem>[])[all.Take(), one.Take()])
        {
            items.Select(item => item.Name).Should().Equal("gap", "progress");
            items[1].Id.Should().EndWith("-1");
        }
    }

    [Fact]
    public void What_is_kept_is_bounded_in_bytes_too()
    {
        var reader = Reader();
        var data = new string('x', 100_000);
        for (var i = 0; i < LiveLog.MostEvents; i++)
            _log.Add(LiveEventNames.Closed, Call("prj_a"), data);

        var items = reader.Take();

        items[0].Name.Should().Be("gap");
        items.Sum(item => (long)item.Data.Length).Should().BeLessThan(9 * 1024 * 1024);
    }

    [Fact]
    public void What_is_not_known_at_the_beginning_of_a_call_is_not_shown_as_if_it_were()
    {
        var ended = new InterceptionRow();
        foreach (var column in typeof(ClosingColumns).GetProperties().Where(column => column.CanWrite))
            column.SetValue(ended, Sample(column.PropertyType));
        var opened = InterceptionMapping.AtItsBeginning(InterceptionMapping.ToDto(ended));

        var fresh = InterceptionMapping.ToDto(new InterceptionRow { Id = ended.Id, Status = RowWords.InProgress });

        opened.Should().BeEquivalentTo(fresh);
    }

    private static object? Sample(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.String => "x",
        TypeCode.Int32 => 7,
        TypeCode.Int64 => 7L,
        TypeCode.Boolean => true,
        _ when type == typeof(Guid) => Guid.NewGuid(),
        _ => null,
    };

    private static InterceptionDto Call(string project) => InterceptionMapping.ToDto(new InterceptionRow { Id = Guid.NewGuid(), ProjectId = project, Model = "other" });

    private static JsonElement Json(LiveItem item) => JsonDocument.Parse(item.Data).RootElement;

    private static long Number(LiveItem item) => long.Parse(item.Id!.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);

    private LiveReader Reader(string? project = null, LiveFilter? filter = null, string? lastId = null)
    {
        var reader = new LiveReader(_log, project, filter ?? new LiveFilter(), () => { });
        _log.Place(reader, lastId);
        return reader;
    }

    private void Add(int count, string project = "prj_a")
    {
        for (var i = 0; i < count; i++)
            _log.Add(LiveEventNames.Progress, Call(project), new LiveGapDto(i));
    }
}
