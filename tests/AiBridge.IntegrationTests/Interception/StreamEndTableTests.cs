using System.Collections.Concurrent;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Upstream;

namespace AiBridge.IntegrationTests.Interception;

/// <summary>Plays <c>Fixtures/interception/stream-ends.txt</c>: each row on each protocol, with an upstream and a provider of its own.</summary>
public sealed class StreamEndTableTests
{
    [Theory]
    [InlineData(Wire.Plain, "1.1")]
    [InlineData(Wire.Http11, "1.1")]
    [InlineData(Wire.Http2, "2")]
    [InlineData(Wire.Plain, "1.0")]
    public async Task Every_row_of_the_table_holds(Wire wire, string version)
    {
        var rows = StreamEndRow.Read();
        var upstreams = rows.Select(row => new RawUpstream(row.Answer)).ToArray();
        var providers = upstreams.Select((upstream, index) => Pools.Provider(
            upstream.Address,
            $"p{index}",
            1,
            "custom",
            new { MaxRetries = 0, UpstreamEncoding = "client", CircuitBreaker = new { FailureThreshold = 2 } }));
        // The clock stands: nothing is let go because of a busy machine.
        await using var bridge = await Bridge.StartAsync(Pools.Config([.. providers]), clock: new FakeTimeProvider(), wire: wire);

        var wrong = new ConcurrentBag<string>();
        // A cut waits seconds for the client, so many rows wait at once.
        await Parallel.ForAsync(0, rows.Count, new ParallelOptions { MaxDegreeOfParallelism = 24 }, async (index, _) =>
        {
            var row = rows[index];
            var found = await PlayAsync(bridge, $"p{index}", row, version);
            if (found != $"{row.Seen} {row.Record} | {row.Seen} {row.Record} | {row.Circuit}")
                wrong.Add($"{row.Protocol}: {row.Text}\n  found {found}");
        });

        rows.Should().HaveCountGreaterThan(70);
        wrong.Should().BeEmpty();
        foreach (var upstream in upstreams)
            await upstream.DisposeAsync();
    }

    private static async Task<string> PlayAsync(Bridge bridge, string provider, StreamEndRow row, string version)
    {
        var first = await CallAsync(bridge, provider, row, version);
        var second = await CallAsync(bridge, provider, row, version);
        var circuit = (await bridge.HealthAsync(provider)).GetProperty("breakers").EnumerateArray().Single().GetProperty("state").GetString();
        return $"{first} | {second} | {circuit}";
    }

    private static async Task<string> CallAsync(Bridge bridge, string provider, StreamEndRow row, string version)
    {
        var path = $"/{provider}{row.Path}";
        var body = row.Protocol == 'r' ? """{"model":"gpt-test","stream":true,"input":"hello"}""" : """{"model":"gpt-test","stream":true,"messages":[{"role":"user","content":"hello"}]}""";
        var (id, received, whole) = version == "1.0" ? await OldCallAsync(bridge, path, body) : await CallAsync(bridge, path, body);
        // The end was given, so the record is closed.
        var record = await bridge.InterceptionAsync(id);
        return $"{row.SeenOf(received, whole)} {RecordOf(record)}";
    }

    private static async Task<(string Id, byte[] Received, bool Whole)> CallAsync(Bridge bridge, string path, string body)
    {
        using var response = await bridge.SendAsync(bridge.Post(path, body), HttpCompletionOption.ResponseHeadersRead);
        response.IsSuccessStatusCode.Should().BeTrue($"{path} answered {response.StatusCode}");
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var talk = new RelayedStream(response, stream);
        var whole = await talk.ReadToEndAsync();
        return (talk.InterceptionId, talk.Bytes, whole);
    }

    private static async Task<(string Id, byte[] Received, bool Whole)> OldCallAsync(Bridge bridge, string path, string body)
    {
        using var client = await RawClient.SendAsync(bridge, Family.Chat with { Path = path, Request = body }, version: "1.0");
        var (head, received, reset) = await client.ReadAnswerAsync();
        head.Should().ContainKey("x-aibridge-interception-id");
        var whole = !reset && (!head.TryGetValue("content-length", out var length) || length == received.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return (head["x-aibridge-interception-id"], received, whole);
    }

    private static string RecordOf(JsonElement record) =>
        $"{record.GetProperty("status").GetString()} {record.GetProperty("errorType").GetString()}".TrimEnd();
}
