using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management.Providers;

public sealed class ConcurrencyTests
{
    private const string Path = ProviderFixture.Path + "/mine";
    private const int Writers = 50;

    [Fact]
    public async Task Two_who_edit_the_same_do_not_overwrite_each_other()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CreateAsync(new { name = "mine", type = "anthropic" });
        using var read = await fixture.Bridge.Admin.SendAsync(HttpMethod.Get, Path);
        var tag = read.Headers.ETag!.ToString();

        using (var first = await fixture.Bridge.Admin.SendAsync(HttpMethod.Put, Path, new { displayName = "first" }, tag))
            first.Headers.ETag!.ToString().Should().NotBe(tag);
        await ManagementClient.ProblemAsync(await fixture.Bridge.Admin.SendAsync(HttpMethod.Put, Path, new { displayName = "second" }, tag), HttpStatusCode.PreconditionFailed, "precondition_failed");
        await ManagementClient.ProblemAsync(await fixture.Bridge.Admin.SendAsync(HttpMethod.Delete, Path, ifMatch: tag), HttpStatusCode.PreconditionFailed, "precondition_failed");

        (await fixture.GetAsync("mine")).GetProperty("displayName").GetString().Should().Be("first");
    }

    [Fact]
    public async Task Of_many_changes_of_one_version_one_is_whole_and_nothing_is_left_of_the_others()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CreateAsync(Body(fixture, 0));

        for (var round = 0; round < 5; round++)
        {
            var numbers = Enumerable.Range(1 + (round * 8), 8).ToArray();
            var answers = await Task.WhenAll(numbers.Select(number => fixture.Bridge.Admin.SendAsync(HttpMethod.Put, Path, Body(fixture, number), $"\"{round + 1}\"")));
            foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
                await ManagementClient.ProblemAsync(refused, HttpStatusCode.PreconditionFailed, "precondition_failed");
            var winner = numbers.Where((_, index) => answers[index].StatusCode == HttpStatusCode.OK).Should().ContainSingle().Subject;
            (await IsWholeAsync(fixture)).Should().Be(winner);
        }

        await HoldsOnlyItsOwnAsync(fixture, version: 6);
    }

    [Fact]
    public async Task Many_who_name_no_version_all_get_through_and_the_last_one_stands_whole()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CreateAsync(Body(fixture, 0));

        var answers = await Task.WhenAll(Enumerable.Range(1, Writers).Select(number => fixture.Bridge.Admin.SendAsync(HttpMethod.Put, Path, Body(fixture, number))));

        answers.Should().OnlyContain(answer => answer.StatusCode == HttpStatusCode.OK);
        answers.Select(answer => answer.Headers.ETag!.Tag).Should().BeEquivalentTo(Enumerable.Range(2, Writers).Select(version => $"\"{version}\""), "each made a version of its own");
        var last = answers.Single(answer => answer.Headers.ETag!.Tag == $"\"{Writers + 1}\"");
        (await last.Content.ReadAsStringAsync()).Should().Contain($"\"Number {await IsWholeAsync(fixture)}\"");
        await HoldsOnlyItsOwnAsync(fixture, version: Writers + 1);
        (await fixture.Bridge.AuditAsync()).Select(row => $"{row.Result} {row.Status}").Should().BeEquivalentTo(Enumerable.Repeat("succeeded 200", Writers).Append("succeeded 201"));
    }

    [Fact]
    public async Task Many_who_change_different_fields_without_naming_a_version_lose_nothing()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CreateAsync(Body(fixture, 0));
        object[] changes = [new { displayName = "Ours" }, new { keySelection = "primary" }, new { allowByok = false }, new { defaultModel = "m-9" }];

        var answers = await Task.WhenAll(changes.Select(change => fixture.Bridge.Admin.SendAsync(HttpMethod.Put, Path, change)));

        answers.Should().OnlyContain(answer => answer.StatusCode == HttpStatusCode.OK);
        var stored = await fixture.GetAsync("mine");
        var expected = JsonSerializer.SerializeToElement(new { displayName = "Ours", keySelection = "primary", allowByok = false, defaultModel = "m-9" });
        foreach (var field in expected.EnumerateObject())
            stored.GetProperty(field.Name).GetRawText().Should().Be(field.Value.GetRawText(), field.Name);
    }

    [Fact]
    public async Task A_name_is_taken_once_by_many_who_want_it()
    {
        await using var fixture = await ProviderFixture.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => fixture.Bridge.Admin.SendAsync(HttpMethod.Post, ProviderFixture.Path, Body(fixture, number))));

        answers.Should().ContainSingle(answer => answer.StatusCode == HttpStatusCode.Created);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
            await ManagementClient.ProblemAsync(refused, HttpStatusCode.Conflict, "provider_exists");
        await IsWholeAsync(fixture);
        (await Stored.SecretsAsync(fixture.Bridge)).Should().HaveCount(2);
        (await fixture.Bridge.AuditAsync()).Select(row => $"{row.Result} {row.Status}").Should().BeEquivalentTo(Enumerable.Repeat("refused 409", 7).Append("succeeded 201"));
    }

    private static async Task HoldsOnlyItsOwnAsync(ProviderFixture fixture, int version)
    {
        (await fixture.GetAsync("mine")).GetProperty("keys").GetArrayLength().Should().Be(1);
        (await Stored.SecretsAsync(fixture.Bridge)).Should().HaveCount(2, "no secret of an overtaken change is left");
        using var read = await fixture.Bridge.Admin.SendAsync(HttpMethod.Get, Path);
        read.Headers.ETag!.Tag.Should().Be($"\"{version}\"");
    }

    // Path, key and header are of one and the same change.
    private static async Task<int> IsWholeAsync(ProviderFixture fixture)
    {
        var seen = (await fixture.SeenAsync("mine")).Split(' ');
        var number = int.Parse(seen[0].Split('/')[1][1..], System.Globalization.CultureInfo.InvariantCulture);
        seen[1].Should().Be(KeyOf(number));
        fixture.Upstream.Received[^1].Headers["x-number"].Should().Be($"header value {number}");
        (await fixture.GetAsync("mine")).GetProperty("displayName").GetString().Should().Be($"Number {number}");
        return number;
    }

    private static object Body(ProviderFixture fixture, int number) => new
    {
        name = "mine",
        type = "anthropic",
        displayName = $"Number {number}",
        baseUrl = $"{fixture.Upstream.Address}/p{number}",
        apiKeys = new[] { new { value = KeyOf(number) } },
        headers = new Dictionary<string, string> { ["x-number"] = $"header value {number}" },
    };

    private static string KeyOf(int number) => $"sk-ant-concurrent-key-{number:0000}";
}
