using AiBridge.Contracts.Records;
using AiBridge.Projects;
using static AiBridge.Tests.Records.RecordsFixture;

namespace AiBridge.Tests.Records;

public sealed class UsageTests
{
    [Fact]
    public async Task Without_groups_everything_is_one()
    {
        await using var fixture = await WithAsync(Row(input: 10, output: 1), Row(1, status: "failed"), Row(2, status: "cancelled", input: 5), Row(3, status: "in_progress"));

        var usage = (await fixture.Usage.ReportAsync(Administrator, new(), default)).Items.Should().ContainSingle().Subject;

        usage.Group.Should().BeEmpty();
        (usage.Requests, usage.Failed, usage.Cancelled, usage.InputTokens, usage.OutputTokens).Should().Be((4, 1, 1, 15, 1));
    }

    [Fact]
    public async Task Groups_come_in_the_order_of_their_keys_and_days_are_days_in_UTC()
    {
        var untilMidnight = 12 * 60;
        await using var fixture = await WithAsync(Row(untilMidnight, model: "b", input: 1), Row(untilMidnight - 1, model: "b", input: 2), Row(untilMidnight, model: "a", input: 4), Row(untilMidnight + 1, model: "a", input: 8));

        var usage = (await fixture.Usage.ReportAsync(Administrator, new() { GroupBy = "model, day,model" }, default)).Items;

        usage.Select(group => (group.Group["day"], group.Group["model"], group.InputTokens)).Should().Equal(("2026-05-04", "b", 2), ("2026-05-05", "a", 12), ("2026-05-05", "b", 1));
        usage[0].Group.Keys.Should().Equal("model", "day");
    }

    [Fact]
    public async Task Each_column_there_is_can_be_grouped_by()
    {
        await using var fixture = await WithAsync(Row(), Row(1, project: "prj_2", person: "tok_2"));

        var usage = (await fixture.Usage.ReportAsync(Administrator, new() { GroupBy = "projectId,initiatorId,client,providerName,model,day" }, default)).Items;

        usage.Select(group => string.Join(' ', group.Group.Values)).Should().Equal("prj_2 tok_2 Unknown anthropic m-1 2026-05-04", "prj_default tok_1 Unknown anthropic m-1 2026-05-04");
    }

    [Fact]
    public async Task A_time_counts_from_its_first_moment_to_before_its_last()
    {
        await using var fixture = await WithAsync(Row(-1, input: 1), Row(0, input: 2), Row(59, input: 4), Row(60, input: 8));

        var usage = await fixture.Usage.ReportAsync(Administrator, new() { From = "2026-05-04T12:00:00Z", To = "2026-05-04T13:00:00Z" }, default);

        usage.Items.Single().InputTokens.Should().Be(6);
    }

    [Fact]
    public async Task A_number_beyond_all_reason_neither_fails_nor_drowns_the_sum()
    {
        await using var fixture = await WithAsync(Row(input: long.MaxValue, output: long.MaxValue), Row(1, input: long.MaxValue, output: 7));

        var usage = (await fixture.Usage.ReportAsync(Administrator, new(), default)).Items.Single();

        (usage.InputTokens, usage.OutputTokens).Should().Be((2_000_000_000_000, 1_000_000_000_007));
    }

    [Theory]
    [InlineData("models", null, "groupBy")]
    [InlineData("model,,day", null, "groupBy")]
    [InlineData(null, "1/2/2030", "from")]
    public async Task What_cannot_be_understood_is_named(string? groupBy, string? from, string parameter)
    {
        await using var fixture = await WithAsync();

        var asking = () => fixture.Usage.ReportAsync(Administrator, new() { GroupBy = groupBy, From = from }, default);

        (await asking.Should().ThrowAsync<RefusedException>()).Which.Should().BeEquivalentTo(new { Status = 400, Parameter = parameter });
    }

    [Fact]
    public async Task Usage_is_one_projects_unless_the_token_is_the_servers()
    {
        await using var fixture = await WithAsync(Row(input: 1), Row(1, project: "prj_2", input: 2));
        Task<UsageReportDto> Ask(Caller caller, string? project) => fixture.Usage.ReportAsync(caller, new() { ProjectId = project }, default);

        (await Ask(Administrator, null)).Items.Single().InputTokens.Should().Be(3);
        (await Ask(Administrator, "prj_2")).Items.Single().InputTokens.Should().Be(2);
        (await Ask(Reader("prj_2", PermissionNames.ReadUsage), null)).Items.Single().InputTokens.Should().Be(2);
        (await Ask(Reader("prj_2"), "prj_2")).Items.Single().InputTokens.Should().Be(2);
        (await FluentActions.Awaiting(() => Ask(Reader("prj_2"), "prj_default")).Should().ThrowAsync<RefusedException>()).Which.Status.Should().Be(404);
        (await FluentActions.Awaiting(() => Ask(Reader("prj_2", PermissionNames.InvokeBridge), null)).Should().ThrowAsync<RefusedException>()).Which.Status.Should().Be(403);
    }
}
