using System.Diagnostics;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Providers;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace AiBridge.IntegrationTests.Management.Providers;

/// <summary>A thousand providers of the store. Times are printed, not judged.</summary>
public sealed class ScaleTests(ITestOutputHelper output)
{
    private const int Count = 1000;

    [Fact]
    public async Task A_thousand_providers_are_listed_changed_and_there_after_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;
        string token;
        await using (var fixture = await ProviderFixture.StartAsync(folder))
        {
            token = fixture.Bridge.AdminToken;
            await AddAsync(fixture);
            var reload = Stopwatch.StartNew();
            await fixture.Bridge.Services.GetRequiredService<StoredProviders>().ReloadAsync();
            output.WriteLine($"reload of {Count} new providers: {reload.ElapsedMilliseconds} ms");
            await ListAsync(fixture);
            await ChangeAsync(fixture);
        }

        var start = Stopwatch.StartNew();
        await using (var again = await ProviderFixture.StartAsync(folder))
        {
            output.WriteLine($"start with {Count} providers: {start.ElapsedMilliseconds} ms");
            again.Bridge.Services.GetRequiredService<AiBridge.Providers.ProviderRegistry>().All.Should().HaveCount(Count + 2);
            (await again.Bridge.As(token).SendAsync(HttpMethod.Get, ProviderFixture.Path + "/many-0500")).IsSuccessStatusCode.Should().BeTrue();
        }

        Directory.Delete(folder, recursive: true);
    }

    private async Task ListAsync(ProviderFixture fixture)
    {
        var names = new List<string>();
        string? cursor = null;
        do
        {
            var watch = Stopwatch.StartNew();
            var page = await fixture.CallAsync(HttpMethod.Get, $"{ProviderFixture.Path}?limit=200{(cursor is null ? "" : "&cursor=" + cursor)}");
            output.WriteLine($"page of {page.GetProperty("items").GetArrayLength()}: {watch.ElapsedMilliseconds} ms");
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        names.Should().Equal(Enumerable.Range(0, Count).Select(NameOf).Prepend("fixed"), "sorted by name");
    }

    private async Task ChangeAsync(ProviderFixture fixture)
    {
        await fixture.CreateAsync(new { name = "changing", type = "anthropic", baseUrl = fixture.Upstream.Address, apiKeys = new[] { new { value = "sk-ant-changing-key-0000" } } });
        var (answers, effects) = (new List<double>(), new List<double>());
        for (var round = 1; round <= 20; round++)
        {
            var key = $"sk-ant-changing-key-{round:0000}";
            var watch = Stopwatch.StartNew();
            await fixture.PutAsync("changing", new { apiKeys = new[] { new { value = key } }, timeouts = new { connectSeconds = 1 + round } });
            answers.Add(watch.Elapsed.TotalMilliseconds);
            (await fixture.SeenAsync("changing")).Should().EndWith(key, "a change is in force when it is answered");
            effects.Add(watch.Elapsed.TotalMilliseconds - answers[^1]);
        }

        output.WriteLine($"PUT among {Count}: median {Median(answers):0.0} ms, longest {answers.Max():0.0} ms; the request after it: median {Median(effects):0.0} ms, longest {effects.Max():0.0} ms");
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private static async Task AddAsync(ProviderFixture fixture)
    {
        var vault = fixture.Bridge.Services.GetRequiredService<SecretVault>();
        await using var db = await fixture.Bridge.DbAsync();
        for (var index = 0; index < Count; index++)
        {
            var (id, secret) = ($"prv_{index:0000}", new Secret($"sk-ant-many-key-{index:00000000}"));
            db.Providers.Add(new ProviderRow { Id = id, Name = NameOf(index), Settings = $$"""{"type":"anthropic","baseUrl":"{{fixture.Upstream.Address}}/p{{index}}"}""" });
            db.Secrets.Add(new SecretRow { Id = $"sec_{index:0000}", Name = "key", Protected = vault.Protect(secret), Hint = secret.Hint, OwnerId = id });
            db.ProviderSecrets.Add(new ProviderSecretRow { ProviderId = id, SecretId = $"sec_{index:0000}", Purpose = ProviderSecretRow.Key });
        }

        await db.SaveChangesAsync();
    }

    private static string NameOf(int index) => $"many-{index:0000}";
}
