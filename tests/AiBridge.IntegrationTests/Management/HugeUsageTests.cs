namespace AiBridge.IntegrationTests.Management;

public sealed class HugeUsageTests(ManagedBridge managed) : IClassFixture<ManagedBridge>
{
    [Fact]
    public async Task Counts_that_no_sum_could_hold_do_not_break_the_sums()
    {
        var rows = Enumerable.Range(0, 3).Select(minute => Recorded.Row(minute, input: long.MaxValue, output: long.MaxValue)).ToArray();
        await Recorded.AddAsync(managed.Bridge, rows);

        var usage = (await managed.GetAsync("/api/v1/usage")).GetProperty("items")[0];
        var session = (await managed.GetAsync("/api/v1/sessions")).GetProperty("items")[0].GetProperty("totals");
        var detail = await managed.GetAsync($"/api/v1/interceptions/{rows[0].Id}");

        usage.GetProperty("inputTokens").GetInt64().Should().Be(3_000_000_000_000);
        session.GetProperty("outputTokens").GetInt64().Should().Be(3_000_000_000_000);
        detail.GetProperty("tokenUsage").GetProperty("inputTokens").GetInt64().Should().Be(long.MaxValue);
    }
}
