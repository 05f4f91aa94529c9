using AiBridge.Projects;
using static AiBridge.Tests.Records.RecordsFixture;

namespace AiBridge.Tests.Records;

public sealed class SessionTests
{
    [Fact]
    public async Task A_session_is_what_one_person_asked_under_one_id_in_one_project()
    {
        await using var fixture = await WithAsync(
            Row(0, input: 1), Row(9, input: 2, status: "failed"), Row(5, project: "prj_2", input: 4), Row(7, person: "@Ada", input: 8), Row(8, session: "s-2", input: 16));

        var page = await fixture.Sessions.PageAsync(Administrator, new(), default);

        page.Items.Select(session => (session.SessionId, session.ProjectId, session.Totals.Requests, session.Totals.Failed, session.Totals.InputTokens)).Should().Equal(
            ("s-1", "prj_default", 2, 1, 3), ("s-2", "prj_default", 1, 0, 16), ("s-1", "prj_default", 1, 0, 8), ("s-1", "prj_2", 1, 0, 4));
        (page.Items[0].StartedAt, page.Items[0].LastActivityAt).Should().Be((Noon, Noon.AddMinutes(9)));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("3")]
    public async Task Page_by_page_each_session_comes_once_even_when_all_are_of_one_moment(string limit)
    {
        string[] ids = ["a b", "a", "ä %20", "b"];
        await using var fixture = await WithAsync([.. ids.SelectMany(id => new[] { Row(session: id), Row(session: id, person: "@Ada Lovelace %20"), Row(session: id, project: "prj_2") })]);

        var seen = new List<(string Project, string Id, string Person)>();
        string? cursor = null;
        do
        {
            var page = await fixture.Sessions.PageAsync(Administrator, new() { Limit = limit, Cursor = cursor }, default);
            seen.AddRange(page.Items.Select(session => (session.ProjectId, session.SessionId, session.InitiatorId)));
            seen.Should().OnlyHaveUniqueItems();
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        seen.Should().HaveCount(12);
    }

    [Fact]
    public async Task Where_an_id_stands_for_several_the_caller_must_say_which()
    {
        await using var fixture = await WithAsync(Row(0, project: "prj_2", input: 1), Row(1, input: 2), Row(2, person: "@Ada", input: 4));
        async Task<RefusedException> Refused(string? project, string? initiator) => (await FluentActions.Awaiting(() =>
            fixture.Sessions.FindAsync(Administrator, "s-1", new() { ProjectId = project, InitiatorId = initiator }, default)).Should().ThrowAsync<RefusedException>()).Which;

        (await Refused(null, null)).Should().BeEquivalentTo(new { Status = 409, Parameter = "projectId" });
        (await Refused("prj_default", null)).Should().BeEquivalentTo(new { Status = 409, Parameter = "initiatorId" });
        (await Refused("prj_2", "@Ada")).Status.Should().Be(404);
        (await fixture.Sessions.FindAsync(Administrator, "s-1", new() { ProjectId = "prj_default", InitiatorId = "@Ada" }, default)).Totals.InputTokens.Should().Be(4);
    }

    [Fact]
    public async Task Its_interceptions_come_oldest_first_and_its_figures_are_of_all_of_them()
    {
        await using var fixture = await WithAsync(Row(3, model: "c"), Row(1, model: "a"), Row(2, model: "b"));

        var first = await fixture.Sessions.FindAsync(Administrator, "s-1", new() { Limit = "2" }, default);
        var second = await fixture.Sessions.FindAsync(Administrator, "s-1", new() { Limit = "2", Cursor = first.NextCursor }, default);

        first.Items.Concat(second.Items).Select(item => item.Model).Should().Equal("a", "b", "c");
        second.Totals.Requests.Should().Be(3);
        second.NextCursor.Should().BeNull();
    }

    [Fact]
    public async Task A_cursor_of_another_list_is_refused()
    {
        await using var fixture = await WithAsync(Row(0), Row(1));
        var cursor = (await fixture.Interceptions.PageAsync(Administrator, new() { Limit = "1" }, default)).NextCursor;

        foreach (var foreign in new[] { cursor, "", "AAAA", "c2Vzc2lvbnMg" })
        {
            (await FluentActions.Awaiting(() => fixture.Sessions.PageAsync(Administrator, new() { Cursor = foreign }, default)).Should().ThrowAsync<RefusedException>())
                .Which.Should().BeEquivalentTo(new { Status = 400, Parameter = "cursor" }, $"{foreign} is none");
        }
    }
}
