using System.Globalization;
using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Telemetry;

/// <summary>Prompts and tool inputs in what is exported: only where that is on, and never so much that a receiver refuses it.</summary>
public sealed class ContentTests
{
    private const int Largest = 4 * 1024 * 1024;
    private const string Planted = "planted words of a person";

    [Fact]
    public async Task Long_prompts_lose_no_span_and_are_cut_at_a_character_and_marked()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var upstream = await FakeUpstream.StartAsync();
        // Spans gather until as many go together as may.
        var environment = new Dictionary<string, string>(collector.Environment) { ["OTEL_BSP_SCHEDULE_DELAY"] = "60000", ["OTEL_METRICS_EXPORTER"] = "none" };
        var marker = Guid.NewGuid().ToString("N");
        const int requests = 90;
        await using (var bridge = await Bridge.StartAsync(Config.For(upstream, new { Telemetry = new { Content = true } }), environment: environment))
        {
            upstream.Always(Answers.Text(Answers.Json, Answer()));
            var pieces = new[] { "é", "👋", "\\u0001", "\\\"", "字", "plain " };
            for (var i = 0; i < requests; i++)
            {
                var prompt = string.Concat(Enumerable.Repeat(pieces[i % pieces.Length], 100_000));
                using var request = bridge.Post(Traffic.Messages, Traffic.AnthropicRequest.Replace("hello", prompt).Replace("claude-test", marker));
                request.Headers.TryAddWithoutValidation("User-Agent", new string('u', 20_000));
                using var response = await bridge.SendAsync(request);
                response.IsSuccessStatusCode.Should().BeTrue();
            }
        }

        // The end of the bridge has sent what was left.
        var spans = collector.Spans.Where(span => span.Kind == 2 && span.Attributes.GetValueOrDefault("gen_ai.request.model") == marker).ToList();
        spans.Should().HaveCount(requests);
        collector.LongestPost.Should().BeLessThan(Largest);
        foreach (var span in spans)
        {
            span.Attributes["user_agent.original"].Should().HaveLength(1025);
            foreach (var name in new[] { "gen_ai.input.messages", "gen_ai.output.messages" })
            {
                var attribute = span.Attributes[name];
                Encoding.UTF8.GetByteCount(attribute).Should().BeLessThan(17 * 1024);
                JsonDocument.Parse(attribute).RootElement[0].GetProperty("parts").EnumerateArray().Should().NotBeEmpty();
            }

            var text = JsonDocument.Parse(span.Attributes["gen_ai.input.messages"]).RootElement[0].GetProperty("parts")[0].GetProperty("content").GetString()!;
            text.Should().EndWith("…");
            text[..^1].EnumerateRunes().Should().NotContain(Rune.ReplacementChar, "no half of a character is left");
        }
    }

    [Fact]
    public async Task What_a_person_and_a_model_say_is_nowhere_while_that_is_off()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var upstream = await FakeUpstream.StartAsync();
        var folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;
        string token, log, scraped;
        await using (var bridge = await Bridge.StartAsync(Config.For(upstream, new { Logging = new { File = "logs/bridge.log" }, Serilog = new { MinimumLevel = "Verbose" } }), folder, collector.Environment))
        {
            token = bridge.ProjectToken;
            upstream.Expect(Answers.Json, Answer());
            using var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest.Replace("hello", Planted)));
            response.IsSuccessStatusCode.Should().BeTrue();
            await bridge.FlushAsync();
            scraped = (await Scrape.OfAsync(bridge)).Text;
            await Eventually.Is(() => collector.Spans.Any(span => span.Attributes.GetValueOrDefault("aibridge.interception.id") == response.InterceptionId()) && collector.Posts("logs") > 0 && collector.Posts("metrics") > 0);
            log = await bridge.LogAsync();
        }

        foreach (var exported in new[] { collector.Everything, log, scraped })
            exported.Should().NotContainAny(Planted, "planted-tool-input", "planted-thought", "planted-answer", Config.AnthropicKey, token);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>With a thought, a text, and more tool calls than there is room for.</summary>
    private static string Answer()
    {
        var calls = Enumerable.Range(0, 20).Select(number => JsonSerializer.Serialize(new { type = "tool_use", id = $"toolu_{number.ToString(CultureInfo.InvariantCulture)}", name = "Write", input = new { text = "planted-tool-input " + new string('x', 3000) } }));
        return Traffic.AnthropicAnswer.Replace(
            """{"type":"text","text":"hi"}""",
            $$"""{"type":"thinking","thinking":"planted-thought"},{"type":"text","text":"planted-answer"},{{string.Join(',', calls)}}""");
    }
}
