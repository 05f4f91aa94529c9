using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management;

public sealed class InterceptionPagingTests(ManagedBridge managed) : IClassFixture<ManagedBridge>
{
    [Fact]
    public async Task A_thousand_are_read_page_by_page_without_gap_or_repeat_while_more_arrive()
    {
        var before = Enumerable.Range(0, 1000).Select(i => Recorded.Row(i / 100.0, "prj_many")).ToArray();
        await Recorded.AddAsync(managed.Bridge, before);
        var seen = new List<Guid>();
        string? cursor = null;
        var minutes = 1000;

        do
        {
            var page = await managed.GetAsync($"/api/v1/interceptions?projectId=prj_many&limit=70{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("nextCursor").GetString();
            await Recorded.AddAsync(managed.Bridge, Recorded.Row(minutes++, "prj_many"), Recorded.Row(minutes++, "prj_many"));
        }
        while (cursor is not null && seen.Count < 2000);

        seen.Should().Equal(before.Select(row => row.Id).OrderByDescending(id => id.ToString(), StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_page_holds_fifty_when_nothing_is_said_and_two_hundred_at_most()
    {
        await Recorded.AddAsync(managed.Bridge, [.. Enumerable.Range(0, 201).Select(i => Recorded.Row(i, "prj_sizes"))]);

        (await PageAsync("")).GetProperty("items").GetArrayLength().Should().Be(50);
        (await PageAsync("&limit=1")).GetProperty("items").GetArrayLength().Should().Be(1);
        (await PageAsync("&limit=200")).GetProperty("items").GetArrayLength().Should().Be(200);

        Task<JsonElement> PageAsync(string limit) => managed.GetAsync($"/api/v1/interceptions?projectId=prj_sizes{limit}");
    }

    [Fact]
    public async Task A_page_that_ends_with_the_last_item_has_no_cursor()
    {
        await Recorded.AddAsync(managed.Bridge, Recorded.Row(0, "prj_two"), Recorded.Row(1, "prj_two"));

        var page = await managed.GetAsync("/api/v1/interceptions?projectId=prj_two&limit=2");

        page.GetProperty("items").GetArrayLength().Should().Be(2);
        page.GetProperty("nextCursor").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task An_empty_store_gives_an_empty_page()
    {
        await using var bridge = await Bridge.StartAsync("{}");

        (await TextAsync("/api/v1/interceptions")).Should().Be("""{"items":[],"nextCursor":null}""");
        (await TextAsync("/api/v1/sessions")).Should().Be("""{"items":[],"nextCursor":null}""");
        (await TextAsync("/api/v1/usage")).Should().Be("""{"items":[]}""");

        async Task<string> TextAsync(string path) => await (await bridge.SendAsync(bridge.Get(path))).Content.ReadAsStringAsync();
    }
}
