using System.Collections.Concurrent;
using System.Globalization;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Upstream;

/// <summary>Plays <c>Fixtures/upstream/caller-table.txt</c>: each row in each of its ways, with a provider of its own.</summary>
public sealed class CallerTableTests
{
    private static readonly string[] Selections = ["primary", "session", "round_robin"];

    [Fact]
    public async Task Every_row_of_the_table_holds()
    {
        var plays = Plays().ToDictionary(play => play.Provider);
        var clock = new FakeTimeProvider();
        await using var upstream = await FakeUpstream.StartAsync();
        var providers = plays.Values.Select(play => Pools.Provider(upstream.Address, play.Provider, 2, play.Type, new { KeySelection = play.Selection }));
        await using var bridge = await Bridge.StartAsync(Pools.Config([.. providers]), clock: clock);
        upstream.Always(context => plays[context.KeyOf().Split('-')[1]].AnswerAsync(context));
        upstream.Probe = context => plays[context.KeyOf().Split('-')[1]].ProbeAsync(context);
        var tokens = new Dictionary<char, string> { ['A'] = await bridge.TokenAsync(), ['B'] = await bridge.TokenAsync(), ['C'] = await bridge.TokenAsync() };

        var wrong = new List<string>();
        foreach (var play in plays.Values)
        {
            if (await play.RunAsync(bridge, clock, tokens) is { } finding)
                wrong.Add($"{play.Protocol} streaming={play.Streaming} {play.Selection}: {play.Row}\n  {finding}");
        }

        plays.Should().HaveCountGreaterThan(150);
        wrong.Should().BeEmpty();
    }

    private static IEnumerable<Play> Plays()
    {
        var rows = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "upstream", "caller-table.txt")).Where(line => line.Length > 0 && line[0] != '#');
        var ways = from row in rows
                   from protocol in Enum.GetValues<KnownProtocol>()
                   from streaming in (bool[])[true, false]
                   from selection in Selections
                   select (row, protocol, streaming, selection);
        return ways.Select((way, index) => new Play($"p{index}", way.row, way.protocol, way.streaming, way.selection));
    }

    private sealed record Play(string Provider, string Row, KnownProtocol Protocol, bool Streaming, string Selection)
    {
        private const string Wanted = "OpenAI-Organization";

        private readonly ConcurrentQueue<char> _calls = new();
        private string _mood = "well";

        public string Type => Protocol == KnownProtocol.AnthropicMessages ? "anthropic" : "custom";

        public Task AnswerAsync(HttpContext context)
        {
            _calls.Enqueue(context.KeyOf()[^1]);
            var answer = (_mood, context.Request.Headers[Wanted].ToString()) switch
            {
                ("dead" or "shut", _) => "401",
                ("broke", _) => "402",
                (_, "") => "200",
                (_, var wanted) => wanted,
            };
            return answer switch
            {
                "200" when Streaming => Answers.Text(Answers.EventStream, ProtocolTraffic.Stream(Protocol))(context),
                "200" => Answers.Text(Answers.Json, ProtocolTraffic.Answer(Protocol))(context),
                "money" => Answers.Text(Answers.Json, Money, 400)(context),
                _ => Answers.Text(Answers.Json, ProtocolTraffic.ErrorBody(Protocol, "some_error"), int.Parse(answer, CultureInfo.InvariantCulture))(context),
            };
        }

        public Task ProbeAsync(HttpContext context) => Answers.Text(Answers.Json, "{}", _mood == "dead" ? 401 : 200)(context);

        /// <summary>Null when every step came out as written.</summary>
        public async Task<string?> RunAsync(Bridge bridge, FakeTimeProvider clock, Dictionary<char, string> tokens)
        {
            foreach (var step in Row.Split(' '))
            {
                if (step[0] == '+')
                    clock.Advance(TimeSpan.FromSeconds(int.Parse(step, CultureInfo.InvariantCulture)));
                else if (step[0] == '=' && await FoundStatesAsync(bridge, step[1..]) is { } states)
                    return $"at {step} the states were {states}";
                else if (step.Contains(':', StringComparison.Ordinal) && await SendAsync(bridge, step, tokens[step[0]]) is var seen && !step.EndsWith("=" + seen, StringComparison.Ordinal))
                    return $"at {step} came {seen}";
                else if (char.IsAsciiLetterLower(step[0]))
                    _mood = step;
            }

            return null;
        }

        private string Money => Protocol == KnownProtocol.AnthropicMessages
            ? """{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}"""
            : ProtocolTraffic.ErrorBody(Protocol, "billing_hard_limit_reached");

        private async Task<string> SendAsync(Bridge bridge, string step, string token)
        {
            _calls.Clear();
            using var request = bridge.Post($"/{Provider}{ProtocolTraffic.Path(Protocol)}", ProtocolTraffic.Request(Protocol, Streaming), token);
            if (step[2..step.IndexOf('=', StringComparison.Ordinal)] is var wanted and not "ok")
                request.Headers.Add(Wanted, wanted);
            using var response = await bridge.SendAsync(request);
            var seen = response.Headers.TryGetValues("X-AiBridge-Error", out var codes) ? codes.Single() : ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            return $"{seen}/{_calls.Count}";
        }

        /// <summary>Null when they come to be as expected.</summary>
        private async Task<string?> FoundStatesAsync(Bridge bridge, string expected)
        {
            var patience = System.Diagnostics.Stopwatch.StartNew();
            while (true)
            {
                var states = string.Concat((await bridge.HealthAsync(Provider)).KeyStates().Select(state => state![0]).Order());
                if (states == string.Concat(expected.Order()))
                    return null;
                if (patience.Elapsed > TimeSpan.FromSeconds(5))
                    return states;
            }
        }
    }
}
