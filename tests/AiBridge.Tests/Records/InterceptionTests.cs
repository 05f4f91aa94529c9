using AiBridge.Contracts.Records;
using AiBridge.Projects;
using AiBridge.Storage.Rows;
using static AiBridge.Tests.Records.RecordsFixture;

namespace AiBridge.Tests.Records;

public sealed class InterceptionTests
{
    public static TheoryData<InterceptionFilter> Filters => new()
    {
        new InterceptionFilter { Provider = "openai" },
        new InterceptionFilter { ProviderName = "work" },
        new InterceptionFilter { Model = "other" },
        new InterceptionFilter { Client = "Codex" },
        new InterceptionFilter { InitiatorId = "tok_2" },
        new InterceptionFilter { SessionId = "s-2" },
        new InterceptionFilter { Status = RowWords.Failed },
        new InterceptionFilter { StartedAfter = "2026-05-04T12:01:00Z" },
        new InterceptionFilter { ProjectId = "prj_2" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Each_filter_lets_only_its_own_pass(InterceptionFilter filter)
    {
        var wanted = Row(1, "prj_2", "other", RowWords.Failed, "s-2", "tok_2");
        (wanted.Provider, wanted.ProviderName, wanted.Client) = ("openai", "work", "Codex");
        await using var fixture = await WithAsync(Row(), wanted);

        (await fixture.Interceptions.PageAsync(Administrator, filter, default)).Items.Should().ContainSingle().Which.Id.Should().Be(wanted.Id);
    }

    [Fact]
    public async Task The_newest_comes_first_and_none_comes_twice_while_new_ones_are_stored()
    {
        await using var fixture = await WithAsync([.. Enumerable.Range(0, 5).Select(minute => Row(minute, model: $"m-{minute}"))]);

        var first = await fixture.Interceptions.PageAsync(Administrator, new() { Limit = "2" }, default);
        await fixture.AddAsync(Row(10, model: "m-10"));
        var second = await fixture.Interceptions.PageAsync(Administrator, new() { Limit = "3", Cursor = first.NextCursor }, default);

        first.Items.Concat(second.Items).Select(item => item.Model).Should().Equal("m-4", "m-3", "m-2", "m-1", "m-0");
        second.NextCursor.Should().BeNull();
    }

    [Fact]
    public async Task Usage_that_nobody_told_is_none_and_not_zero()
    {
        var (silent, told) = (Row(0), Row(1, output: 0));
        await using var fixture = await WithAsync(silent, told);

        (await fixture.Interceptions.FindAsync(Administrator, silent.Id.ToString(), default)).TokenUsage.Should().BeNull();
        (await fixture.Interceptions.FindAsync(Administrator, told.Id.ToString(), default)).TokenUsage.Should().BeEquivalentTo(new { InputTokens = (long?)null, OutputTokens = (long?)0 });
    }

    [Fact]
    public async Task One_alone_comes_with_its_prompts_tools_and_thoughts()
    {
        var row = Row();
        await using var fixture = await WithAsync(row);

        var detail = await fixture.Interceptions.FindAsync(Reader(), row.Id.ToString(), default);

        (detail.Prompts.Single().Text, detail.ToolUsages.Single().Tool, detail.ModelThoughts.Single().Content).Should().Be(("hello", "Read", "hm"));
    }

    [Fact]
    public async Task Another_projects_is_not_there()
    {
        var row = Row(project: "prj_2");
        await using var fixture = await WithAsync(row);

        (await FluentActions.Awaiting(() => fixture.Interceptions.FindAsync(Reader(), row.Id.ToString(), default)).Should().ThrowAsync<RefusedException>()).Which.Status.Should().Be(404);
        (await fixture.Interceptions.PageAsync(Reader(), new(), default)).Items.Should().BeEmpty();
    }

    [Theory]
    [InlineData("status", "done")]
    [InlineData("limit", "0")]
    [InlineData("startedBefore", "yesterday")]
    public async Task What_cannot_be_understood_is_named(string parameter, string value)
    {
        await using var fixture = await WithAsync();
        var filter = parameter switch
        {
            "status" => new InterceptionFilter { Status = value },
            "limit" => new InterceptionFilter { Limit = value },
            _ => new InterceptionFilter { StartedBefore = value },
        };

        (await FluentActions.Awaiting(() => fixture.Interceptions.PageAsync(Administrator, filter, default)).Should().ThrowAsync<RefusedException>())
            .Which.Should().BeEquivalentTo(new { Status = 400, Parameter = parameter });
    }
}
