using System.Collections.Concurrent;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Upstream;

namespace AiBridge.IntegrationTests.Interception;

/// <summary>Plays <c>Fixtures/interception/answers.txt</c>: each row in each of its ways, with a provider of its own.</summary>
public sealed class AnswerTableTests
{
    [Fact]
    public async Task Every_row_of_the_table_holds()
    {
        var rows = AnswerRow.Read();
        var calls = new ConcurrentDictionary<int, int>();
        await using var upstream = await FakeUpstream.StartAsync();
        var providers = rows.Select((_, index) => Pools.Provider(
            upstream.Address, $"p{index}", 2, "custom", new { KeySelection = "primary", UpstreamEncoding = "client", CircuitBreaker = new { FailureThreshold = 2, FailureRatio = 0.1 } }));
        await using var bridge = await Bridge.StartAsync(Pools.Config([.. providers]), clock: new FakeTimeProvider());
        upstream.Always(context =>
        {
            var index = int.Parse(context.KeyOf().Split('-')[1][1..], System.Globalization.CultureInfo.InvariantCulture);
            calls.AddOrUpdate(index, 1, (_, before) => before + 1);
            return rows[index].AnswerAsync(context);
        });

        var wrong = new List<string>();
        for (var index = 0; index < rows.Count; index++)
        {
            var (row, found) = (rows[index], new List<string>());
            for (var call = 0; call < 2; call++)
                found.AddRange(await FaultsAsync(bridge, $"p{index}", row));
            if (calls.GetValueOrDefault(index) != 2)
                found.Add($"called {calls.GetValueOrDefault(index)} times");
            var health = await bridge.HealthAsync($"p{index}");
            found.AddRange(health.KeyStates().Where(state => state != "valid").Select(state => $"a key is {state}"));
            found.AddRange(health.GetProperty("breakers").EnumerateArray().Select(breaker => breaker.GetProperty("state").GetString()).Where(state => state != "closed").Select(state => $"the circuit is {state}"));
            if (found.Count > 0)
                wrong.Add($"{row.Protocol} {row.Way}: {row.Text}\n  {string.Join("; ", found.Distinct())}");
        }

        rows.Should().HaveCountGreaterThan(500);
        wrong.Should().BeEmpty();
    }

    private static async Task<List<string>> FaultsAsync(Bridge bridge, string provider, AnswerRow row)
    {
        using var response = await bridge.SendAsync(bridge.Post($"/{provider}{row.Path}", row.Request));
        var faults = new List<string>();
        if ((int)response.StatusCode != 200)
            faults.Add($"status {response.StatusCode}");
        if (!(await response.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(row.Bytes))
            faults.Add("other bytes");
        var record = await bridge.InterceptionAsync(response.InterceptionId());
        var found = $"{record.GetProperty("status").GetString()} {record.GetProperty("errorType").GetString()}".TrimEnd();
        if (found != row.Record)
            faults.Add($"recorded {found}");
        if (record.GetProperty("httpStatus").GetInt32() != 200)
            faults.Add($"recorded status {record.GetProperty("httpStatus")}");
        if (row.Words.Length > 0 && record.GetProperty("errorMessage").GetString()?.Contains(row.Words, StringComparison.Ordinal) != true)
            faults.Add($"words: {record.GetProperty("errorMessage").GetString()}");
        return faults;
    }
}
