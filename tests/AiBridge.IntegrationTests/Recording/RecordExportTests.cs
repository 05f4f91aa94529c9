using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Telemetry;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Recording;

/// <summary>What is recorded goes into the log, too, where that is wanted.</summary>
public sealed class RecordExportTests : IDisposable
{
    private const string Stream =
        """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_x","model":"claude-answered","usage":{"input_tokens":3,"output_tokens":1,"cache_read_input_tokens":7}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"let me see"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: content_block_start
        data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_x","name":"Read","input":{"file":"a.cs"}}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":1}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}

        event: message_stop
        data: {"type":"message_stop"}


        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Each_record_is_an_event_with_the_fields_of_the_API()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await StartAsync(upstream, new { ExportToLog = true });
        upstream.Expect(Answers.EventStream, Stream);
        using var response = await bridge.AskAsync("anthropic");
        var id = response.InterceptionId();
        var told = await bridge.InterceptionAsync(id);

        var events = await EventsAsync(bridge, id, 6);

        events.Select(Type).Should().Equal("interception_start", "prompt", "interception_end", "token_usage", "tool_usage", "model_thought");
        var (start, end) = (events[0], events[2]);
        foreach (var (line, fields) in new[] { (start, "projectId providerName model client route protocol credentialKind traceId purpose"), (end, "status httpStatus durationMs responseModel providerResponseId credentialHint responseBytes") })
        {
            foreach (var field in fields.Split(' '))
                line.GetProperty(JsonNamingPolicy.SnakeCaseLower.ConvertName(field)).ToString().Should().Be(told.GetProperty(field).ToString(), field);
        }

        start.GetProperty("started_at").GetDateTimeOffset().Should().Be(told.GetProperty("startedAt").GetDateTimeOffset());
        Text(events[1], "text").Should().Be("hello");
        (Text(events[3], "input_tokens"), Text(events[3], "output_tokens"), Text(events[3], "cache_read_input_tokens"), Text(events[3], "partial")).Should().Be(("3", "9", "7", "False"));
        (Text(events[4], "tool_call_id"), Text(events[4], "tool"), Text(events[4], "input")).Should().Be(("toolu_x", "Read", """{"file":"a.cs"}"""));
        (Text(events[5], "content"), Text(events[5], "source")).Should().Be(("let me see", "thinking"));
        events.Should().OnlyContain(line => Text(line, "SourceContext") == "AiBridge.Recording.Writing.RecordExport");
        (await bridge.LogAsync()).Should().NotContainAny(Config.AnthropicKey, bridge.ProjectToken);
    }

    [Fact]
    public async Task What_is_not_recorded_is_not_told_and_without_the_setting_nothing_is()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await StartAsync(upstream, new { ExportToLog = true, Prompts = false, ToolInputs = false, Thoughts = false });
        upstream.Always(Answers.Text(Answers.EventStream, Stream));
        using var secretive = await bridge.AskAsync("anthropic");
        await bridge.FlushAsync();
        var events = await EventsAsync(bridge, secretive.InterceptionId(), 4);

        await bridge.ReconfigureAsync(Config.For(upstream, new { Logging = new { File = "logs/bridge.log" } }));
        using var quiet = await bridge.AskAsync("anthropic");
        await bridge.FlushAsync();

        events.Select(Type).Should().Equal("interception_start", "interception_end", "token_usage", "tool_usage");
        (await bridge.LogAsync()).Should().NotContainAny("hello", "let me see", "a.cs");
        (await EventsAsync(bridge, quiet.InterceptionId(), 0)).Should().BeEmpty();
    }

    [Fact]
    public async Task Long_texts_are_cut_at_a_character_and_marked()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await StartAsync(upstream, new { ExportToLog = true });
        upstream.Always(Answers.Text(Answers.EventStream, Stream));
        foreach (var piece in new[] { "é", "👋", "\\u0001", "\\\"", "字" })
        {
            using var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest.Replace("hello", string.Concat(Enumerable.Repeat(piece, 10_000)))));

            var text = Text((await EventsAsync(bridge, response.InterceptionId(), 6))[1], "text");

            text.Should().EndWith("…");
            text[..^1].EnumerateRunes().Distinct().Should().ContainSingle("no half of a character is left");
            Encoding.UTF8.GetByteCount(text).Should().BeLessThanOrEqualTo(8192 + 3).And.BeGreaterThan(600);
        }
    }

    [Fact]
    public async Task A_collector_gets_them_too()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var upstream = await FakeUpstream.StartAsync();
        string id;
        await using (var bridge = await Bridge.StartAsync(Config.For(upstream, new { Recording = new { ExportToLog = true } }), environment: collector.Environment))
        {
            upstream.Expect(Answers.EventStream, Stream);
            using var response = await bridge.AskAsync("anthropic");
            id = response.InterceptionId();
            await bridge.FlushAsync();
        }

        var events = collector.Lines.Where(line => line.Attributes.GetValueOrDefault("interception_id") == id).ToList();
        events.Select(line => line.Attributes["record_type"]).Should().Equal("interception_start", "prompt", "interception_end", "token_usage", "tool_usage", "model_thought");
        events[1].Attributes.Should().Contain("text", "hello");
    }

    private Task<Bridge> StartAsync(FakeUpstream upstream, object recording) =>
        Bridge.StartAsync(Config.For(upstream, new { Recording = recording, Logging = new { File = "logs/bridge.log" } }), _folder);

    /// <summary>Those of one interception; the last may be written a moment after the database has it.</summary>
    private static async Task<IReadOnlyList<JsonElement>> EventsAsync(Bridge bridge, string id, int count)
    {
        await bridge.FlushAsync();
        List<JsonElement> found = [];
        await Eventually.Is(async () =>
        {
            var lines = (await bridge.LogAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            found = [.. lines.Where(line => line.Contains("\"record_type\"") && line.EndsWith('}')).Select(line => JsonDocument.Parse(line).RootElement).Where(line => Text(line, "interception_id") == id)];
            return found.Count >= count;
        });
        return found;
    }

    private static string Type(JsonElement line) => Text(line, "record_type");

    private static string Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.ToString() : "";
}
