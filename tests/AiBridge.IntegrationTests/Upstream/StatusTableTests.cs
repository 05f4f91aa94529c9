using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Upstream;

/// <summary>Plays <c>Fixtures/upstream/status-table.txt</c>: each row in each of its ways, with a provider of its own.</summary>
public sealed class StatusTableTests
{
    [Fact]
    public async Task Every_row_of_the_table_holds()
    {
        var plays = StatusRow.Read().SelectMany(row => row.Plays().Select(play => (Row: row, play.Protocol, play.Streaming)))
            .Select((play, index) => new Play($"p{index}", play.Row, play.Protocol, play.Streaming)).ToArray();
        await using var upstream = await FakeUpstream.StartAsync();
        var providers = plays.Select(play => Pools.Provider(upstream.Address, play.Provider, play.Row.Keys, play.Type, new { KeySelection = "primary", FirstEventHoldSeconds = 60 }));
        await using var bridge = await Bridge.StartAsync(Pools.Config([.. providers]), clock: new JumpingClock());
        var byProvider = plays.ToDictionary(play => play.Provider);
        upstream.Always(context => byProvider[context.KeyOf().Split('-')[1]].AnswerAsync(context));
        upstream.Probe = context => byProvider[context.KeyOf().Split('-')[1]].ProbeAsync(context);

        var wrong = new List<string>();
        foreach (var play in plays)
        {
            var found = await play.RunAsync(bridge);
            if (found != play.Expected)
                wrong.Add($"{play.Protocol} streaming={play.Streaming} {play.Row.Text}\n  found {found}\n  not   {play.Expected}");
        }

        plays.Should().HaveCountGreaterThan(200);
        wrong.Should().BeEmpty();
    }

    private sealed record Play(string Provider, StatusRow Row, KnownProtocol Protocol, bool Streaming)
    {
        private readonly ConcurrentQueue<char> _calls = new();
        private readonly ConcurrentDictionary<char, bool> _dead = new();

        public string Type => Protocol == KnownProtocol.AnthropicMessages ? "anthropic" : "custom";

        public string Expected => string.Join(" | ", Row.Calls, Seen, Row.States, Row.Record);

        private string Seen => Row.Seen
            .Replace("overloaded", ProtocolTraffic.OverloadStatus(Protocol).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("final", Protocol == KnownProtocol.AnthropicMessages ? "502" : "400", StringComparison.Ordinal);

        public Task AnswerAsync(HttpContext context)
        {
            var answer = Row.Answers[Math.Min(_calls.Count, Row.Answers.Length - 1)].Split(';');
            _calls.Enqueue(context.KeyOf()[^1]);
            if (answer[0].EndsWith('!'))
                _dead[context.KeyOf()[^1]] = true;
            answer[0] = answer[0].TrimEnd('!');
            foreach (var header in answer.Skip(1))
                context.Response.Headers[header.Split('=')[0]] = header.Split('=')[1];
            if (answer[0] != "cut")
                return Answer(answer[0])(context);
            context.Abort();
            return Task.CompletedTask;
        }

        public Task ProbeAsync(HttpContext context) => Answers.Text(Answers.Json, "{}", _dead.ContainsKey(context.KeyOf()[^1]) ? 401 : 200)(context);

        public async Task<string> RunAsync(Bridge bridge)
        {
            using var request = Row.Route switch
            {
                "pass" => bridge.Get($"/{Provider}/v1/models"),
                "post" => bridge.Post($"/{Provider}/v1/messages/count_tokens", "{}"),
                _ => bridge.Post($"/{Provider}{ProtocolTraffic.Path(Protocol)}", ProtocolTraffic.Request(Protocol, Streaming)),
            };
            using var response = await bridge.SendAsync(request);
            var seen = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            if (response.Headers.TryGetValues("X-AiBridge-Error", out var codes))
                seen += "/" + codes.Single();
            var states = await StatesAsync(bridge);
            // What the bridge asks by itself is asked in the background.
            for (var patience = Stopwatch.StartNew(); states != Row.States && Row.Text.Contains('!') && patience.Elapsed < TimeSpan.FromSeconds(5);)
                states = await StatesAsync(bridge);
            var record = "";
            if (Row.Route == "bridged")
            {
                var attempts = (await bridge.InterceptionAsync(response.InterceptionId())).GetProperty("attempts").EnumerateArray();
                record = string.Join(' ', attempts.Select(attempt => attempt.GetProperty("outcome").GetString()));
            }

            return string.Join(" | ", string.Concat(_calls), seen, states, record);
        }

        private async Task<string> StatesAsync(Bridge bridge) => string.Concat((await bridge.HealthAsync(Provider)).KeyStates().Select(state => state![0]));

        private RequestDelegate Answer(string answer)
        {
            if (answer.StartsWith("died:", StringComparison.Ordinal))
                return Answers.BrokenOff(answer.EndsWith("begun", StringComparison.Ordinal) ? ProtocolTraffic.Preamble(Protocol) : "", cut: true);
            if (answer.StartsWith("event:", StringComparison.Ordinal))
                return Answers.Text(Answers.EventStream, ProtocolTraffic.ErrorStream(Protocol, answer["event:".Length..]));
            if (answer == "quota")
                return Answers.Text(Answers.Json, ProtocolTraffic.ErrorBody(Protocol, "insufficient_quota"), 429);
            if (answer != "ok")
                return Answers.Text(Answers.Json, ProtocolTraffic.ErrorBody(Protocol, "some_error"), int.Parse(answer, CultureInfo.InvariantCulture));
            return Streaming ? Answers.Text(Answers.EventStream, ProtocolTraffic.Stream(Protocol)) : Answers.Text(Answers.Json, ProtocolTraffic.Answer(Protocol));
        }
    }
}
