using System.Text.Json;
using AiBridge.Storage.Rows;

namespace AiBridge.IntegrationTests.Management;

public sealed class InterceptionFilterTests(ManagedBridge managed) : IClassFixture<ManagedBridge>, IAsyncLifetime
{
    private static readonly InterceptionRow Plain = Recorded.Row(0);
    private static readonly InterceptionRow Odd = Recorded.Row(10, "prj_odd", "openai", "openai-eu", "gpt-b", "Codex", "tok_2", "s-2", "failed");
    private static readonly InterceptionRow Later = Recorded.Row(20);
    private static bool _seeded;

    public async Task InitializeAsync()
    {
        if (!_seeded)
            await Recorded.AddAsync(managed.Bridge, Plain, Odd, Later);
        _seeded = true;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("provider=openai")]
    [InlineData("providerName=openai-eu")]
    [InlineData("model=gpt-b")]
    [InlineData("client=Codex")]
    [InlineData("projectId=prj_odd")]
    [InlineData("initiatorId=tok_2")]
    [InlineData("sessionId=s-2")]
    [InlineData("status=failed")]
    [InlineData("startedAfter=2026-05-04T12:05:00Z&startedBefore=2026-05-04T12:15:00Z")]
    [InlineData("model=gpt-b&client=Codex&status=failed&provider=openai")]
    public async Task Each_filter_finds_the_one_that_matches(string query) =>
        (await IdsAsync(query)).Should().Equal(Odd.Id);

    [Theory]
    [InlineData("provider=OpenAI")]
    [InlineData("model=gpt")]
    [InlineData("client=Codex&status=completed")]
    [InlineData("projectId=prj_nobody")]
    [InlineData("startedAfter=2027-01-01")]
    [InlineData("startedBefore=2026-05-04")]
    public async Task What_matches_nothing_gives_an_empty_list(string query)
    {
        var page = await managed.GetAsync($"/api/v1/interceptions?{query}");

        page.GetProperty("items").GetArrayLength().Should().Be(0);
        page.GetProperty("nextCursor").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task Without_a_filter_all_are_listed_newest_first() =>
        (await IdsAsync("")).Should().Equal(Later.Id, Odd.Id, Plain.Id);

    [Theory]
    [InlineData("startedAfter=2026-05-04T12:10:00.000Z", 2)]
    [InlineData("startedAfter=2026-05-04T12:10:00.001Z", 1)]
    [InlineData("startedBefore=2026-05-04T12:10:00Z", 1)]
    [InlineData("startedBefore=2026-05-04T12:10:00.001Z", 2)]
    [InlineData("startedAfter=2026-05-04T14:10:00%2B02:00", 2)]
    [InlineData("startedAfter=2026-05-04T12:10", 2)]
    public async Task A_time_range_takes_in_its_beginning_and_leaves_out_its_end(string query, int found) =>
        (await IdsAsync(query)).Should().HaveCount(found);

    [Fact]
    public async Task A_list_item_is_the_detail_without_its_lists()
    {
        var item = (await managed.GetAsync("/api/v1/interceptions?model=gpt-b")).GetProperty("items")[0];
        var detail = await managed.GetAsync($"/api/v1/interceptions/{Odd.Id}");

        var leftOut = new[] { "attempts", "prompts", "toolUsages", "modelThoughts" };
        item.EnumerateObject().Select(property => (property.Name, Value: property.Value.GetRawText()))
            .Should().Equal(detail.EnumerateObject().Where(property => !leftOut.Contains(property.Name)).Select(property => (property.Name, Value: property.Value.GetRawText())));
    }

    private async Task<IEnumerable<Guid>> IdsAsync(string query) =>
        (await managed.GetAsync($"/api/v1/interceptions?{query}")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid());
}
