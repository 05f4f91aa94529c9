using System.Net;

namespace AiBridge.IntegrationTests.Management.Providers;

public sealed class ConcurrencyTests
{
    private const string Path = ProviderHouse.Path + "/mine";

    [Fact]
    public async Task Two_who_edit_the_same_do_not_overwrite_each_other()
    {
        await using var house = await ProviderHouse.StartAsync();
        await house.CreateAsync(new { name = "mine", type = "anthropic" });
        using var read = await house.SendAsync(HttpMethod.Get, Path);
        var tag = read.Headers.ETag!.ToString();

        using (var first = await house.SendAsync(HttpMethod.Put, Path, new { displayName = "first" }, tag))
            first.Headers.ETag!.ToString().Should().NotBe(tag);
        await ManagedBridge.ProblemAsync(await house.SendAsync(HttpMethod.Put, Path, new { displayName = "second" }, tag), HttpStatusCode.PreconditionFailed, "precondition_failed");
        await ManagedBridge.ProblemAsync(await house.SendAsync(HttpMethod.Delete, Path, ifMatch: tag), HttpStatusCode.PreconditionFailed, "precondition_failed");

        (await house.GetAsync("mine")).GetProperty("displayName").GetString().Should().Be("first");
    }

    [Fact]
    public async Task Of_changes_at_once_each_is_whole_or_not_at_all()
    {
        await using var house = await ProviderHouse.StartAsync();
        await house.CreateAsync(Body(house, 0));
        var succeeded = new List<int>();

        for (var round = 0; round < 5; round++)
        {
            var numbers = Enumerable.Range(1 + (round * 8), 8).ToArray();
            var answers = await Task.WhenAll(numbers.Select(number => house.SendAsync(HttpMethod.Put, Path, Body(house, number))));
            foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
                await ManagedBridge.ProblemAsync(refused, HttpStatusCode.PreconditionFailed, "precondition_failed");
            succeeded.AddRange(numbers.Where((_, index) => answers[index].StatusCode == HttpStatusCode.OK));
            var number = await IsWholeAsync(house);
            numbers.Should().Contain(number, "somebody gets through in every round");
        }

        (await house.GetAsync("mine")).GetProperty("keys").GetArrayLength().Should().Be(1);
        (await Stored.SecretsAsync(house.Bridge)).Should().HaveCount(2, "no secret of a refused change is left");
        using var last = await house.SendAsync(HttpMethod.Get, Path);
        last.Headers.ETag!.ToString().Should().Be($"\"{1 + succeeded.Count}\"");
    }

    [Fact]
    public async Task A_name_is_taken_once_by_many_who_want_it()
    {
        await using var house = await ProviderHouse.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => house.SendAsync(HttpMethod.Post, ProviderHouse.Path, Body(house, number))));

        answers.Should().ContainSingle(answer => answer.StatusCode == HttpStatusCode.Created);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
            await ManagedBridge.ProblemAsync(refused, HttpStatusCode.Conflict, "provider_exists");
        await IsWholeAsync(house);
        (await Stored.SecretsAsync(house.Bridge)).Should().HaveCount(2);
        (await Stored.AuditAsync(house.Bridge)).Select(row => $"{row.Result} {row.Status}").Should().BeEquivalentTo(Enumerable.Repeat("refused 409", 7).Append("succeeded 201"));
    }

    // Path, key and header are of one and the same change.
    private static async Task<int> IsWholeAsync(ProviderHouse house)
    {
        var seen = (await house.SeenAsync("mine")).Split(' ');
        var number = int.Parse(seen[0].Split('/')[1][1..], System.Globalization.CultureInfo.InvariantCulture);
        seen[1].Should().Be(KeyOf(number));
        house.Upstream.Received[^1].Headers["x-number"].Should().Be($"header value {number}");
        (await house.GetAsync("mine")).GetProperty("displayName").GetString().Should().Be($"Number {number}");
        return number;
    }

    private static object Body(ProviderHouse house, int number) => new
    {
        name = "mine",
        type = "anthropic",
        displayName = $"Number {number}",
        baseUrl = $"{house.Upstream.Address}/p{number}",
        apiKeys = new[] { new { value = KeyOf(number) } },
        headers = new Dictionary<string, string> { ["x-number"] = $"header value {number}" },
    };

    private static string KeyOf(int number) => $"sk-ant-concurrent-key-{number:0000}";
}
