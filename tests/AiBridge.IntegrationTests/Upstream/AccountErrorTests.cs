using System.Collections.Concurrent;
using System.Globalization;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Upstream;

/// <summary>Plays <c>Fixtures/upstream/account-errors.txt</c>: a pool of which the first key, then every key gets the error.</summary>
public sealed class AccountErrorTests
{
    private readonly ConcurrentQueue<char> _calls = new();

    [Fact]
    public async Task Every_row_of_the_table_holds()
    {
        var rows = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "upstream", "account-errors.txt"))
            .Where(line => line.Length > 0 && line[0] != '#').Select((line, index) => Row.Parse(line, $"p{index}")).ToArray();
        await using var upstream = await FakeUpstream.StartAsync();
        var providers = rows.Select(row => Pools.Provider(upstream.Address, row.Provider, 2, row.Type, new { KeySelection = "primary", FirstEventHoldSeconds = 60 }));
        await using var bridge = await Bridge.StartAsync(Pools.Config([.. providers]));
        var byProvider = rows.ToDictionary(row => row.Provider);
        string[] tokens = [await bridge.TokenAsync(), await bridge.TokenAsync()];

        var wrong = new List<string>();
        foreach (var (row, always) in rows.SelectMany(row => (IEnumerable<(Row, bool)>)[(row, false), (row, true)]))
        {
            _calls.Clear();
            upstream.Always(context =>
            {
                var asked = byProvider[context.KeyOf().Split('-')[1]];
                var first = _calls.IsEmpty;
                _calls.Enqueue(context.KeyOf()[^1]);
                return first || always ? Answers.Text(asked.InBand ? Answers.EventStream : Answers.Json, asked.Sent, asked.Status)(context) : asked.GoodAsync(context);
            });
            using var response = await bridge.SendAsync(bridge.Post($"/{row.Provider}{ProtocolTraffic.Path(row.Protocol)}", ProtocolTraffic.Request(row.Protocol, row.InBand), tokens[always ? 1 : 0]));
            var body = await response.Content.ReadAsStringAsync();
            var found = $"{string.Concat(_calls)} {(int)response.StatusCode}{(body == row.Sent ? " as sent" : "")}";
            var expected = (row.Account, always) switch
            {
                (true, false) => "12 200",
                (true, true) => $"12 {row.Status} as sent",
                _ => $"1 {row.Status} as sent",
            };
            if (found != expected)
                wrong.Add($"{row.Text}\n  always={always}: found {found}, not {expected}");
        }

        rows.Should().HaveCountGreaterThan(40);
        wrong.Should().BeEmpty();
    }

    [Theory]
    [InlineData(400)]
    [InlineData(429)]
    public async Task An_error_larger_than_anybody_reads_passes_whole(int status)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 2)));
        var body = "{\"error\":{\"message\":\"" + new string('x', 3_000_000) + "\"}}";
        upstream.Always(Answers.Text(Answers.Json, body, status));

        foreach (var request in (HttpRequestMessage[])[bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest), bridge.Get("/pool/v1/models")])
        {
            using var response = await bridge.SendAsync(request);
            ((int)response.StatusCode).Should().Be(status);
            (await response.Content.ReadAsStringAsync() == body).Should().BeTrue("every byte passes");
        }
    }

    private sealed record Row(string Text, string Provider, string Type, bool InBand, int Status, bool Account, string Body)
    {
        public KnownProtocol Protocol => Type == "anthropic" ? KnownProtocol.AnthropicMessages : KnownProtocol.OpenAiChat;

        public string Sent => !InBand ? Body : Protocol == KnownProtocol.AnthropicMessages ? $"event: error\ndata: {Body}\n\n" : $"data: {Body}\n\n";

        public static Row Parse(string line, string provider)
        {
            var cells = line.Split('|', 4, StringSplitOptions.TrimEntries);
            var inBand = cells[1] == "event";
            return new Row(line, provider, cells[0], inBand, inBand ? 200 : int.Parse(cells[1], CultureInfo.InvariantCulture), cells[2] == "yes", cells[3]);
        }

        public Task GoodAsync(Microsoft.AspNetCore.Http.HttpContext context) => InBand
            ? Answers.Text(Answers.EventStream, ProtocolTraffic.Stream(Protocol))(context)
            : Answers.Text(Answers.Json, ProtocolTraffic.Answer(Protocol))(context);
    }
}
