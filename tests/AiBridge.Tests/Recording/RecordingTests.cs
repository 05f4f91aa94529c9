using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Tests.Recording;

public sealed class RecordingTests : StartedProcess
{
    [Fact]
    public async Task A_finished_exchange_becomes_one_row_with_its_children()
    {
        var exchange = Process.Open("do it");
        Clock.Advance(TimeSpan.FromMilliseconds(210));
        exchange.TimeToFirstToken = exchange.Elapsed;
        exchange.CredentialHint = "sk-a...wxyz";
        exchange.Attempts.Add(new UpstreamAttempt(1, "sk-a...wxyz", 200, "ok", Clock.GetUtcNow(), 900));
        exchange.Response = new ResponseFacts();
        Clock.Advance(TimeSpan.FromMilliseconds(790));
        exchange.Response.Usage.Extra["output_reasoning"] = 7;
        exchange.Complete("toolu_1", "toolu_2");
        await Process.Recorder.FlushAsync();

        var row = await Process.RowAsync(exchange.Id);

        row.Should().BeEquivalentTo(new
        {
            ProjectId = "prj_default",
            InitiatorId = "tok_1",
            InitiatorName = "Ada",
            Provider = "anthropic",
            ProviderName = "anthropic",
            Protocol = "anthropic_messages",
            Route = "/v1/messages",
            Model = "m-1",
            ResponseModel = "m-2",
            ServiceTier = "priority",
            Speed = "fast",
            Streaming = true,
            Client = "Claude Code",
            Purpose = "main",
            UserAgent = "claude-cli/2",
            CredentialKind = "centralized",
            CredentialHint = "sk-a...wxyz",
            Status = "completed",
            HttpStatus = 200,
            ProviderResponseId = "msg_1",
            StartedAt = exchange.StartedAt.ToUnixTimeMilliseconds(),
            EndedAt = exchange.StartedAt.ToUnixTimeMilliseconds() + 1000,
            DurationMs = 1000,
            TimeToFirstTokenMs = 210,
            RequestBytes = 1000,
            ResponseBytes = 2000,
            InputTokens = 2,
            OutputTokens = 61,
            CacheReadInputTokens = (long?)null,
            UsagePartial = false,
            Observation = (string?)null,
            OwnerId = Process.Owner.OwnerId,
        });
        row.Prompts.Select(prompt => prompt.Text).Should().Equal("do it");
        row.ToolUsages.Select(tool => (tool.ToolCallId, tool.Tool, tool.Server, tool.Input)).Should().Equal(
            ("toolu_1", "Read", "docs", """{"file_path":"a"}"""), ("toolu_2", "Read", "docs", """{"file_path":"a"}"""));
        var attempt = row.Attempts.Should().ContainSingle().Subject;
        attempt.StartedAt.Kind.Should().Be(DateTimeKind.Utc);
        attempt.CredentialHint.Should().Be("sk-a...wxyz");
    }

    [Fact]
    public async Task A_failed_exchange_says_what_went_wrong_and_its_usage_is_partial()
    {
        var exchange = Process.Open();
        exchange.Response = new ResponseFacts { Error = new ResponseError("overloaded_error", "too busy", ErrorClass.Overloaded) };
        exchange.Response.Usage.Extra["output_reasoning"] = 7;
        exchange.Observation = Observation.ReaderFailed;
        exchange.Close(new ExchangeOutcome(ExchangeStatus.Failed, 529));
        await Process.Recorder.FlushAsync();

        var row = await Process.RowAsync(exchange.Id);

        row.Should().BeEquivalentTo(new
        {
            Status = "failed",
            HttpStatus = 529,
            ErrorType = "overloaded",
            ErrorMessage = "too busy",
            InputTokens = (long?)null,
            UsagePartial = true,
            ExtraTokens = new Dictionary<string, long> { ["output_reasoning"] = 7 },
            Observation = "reader_failed",
        });
    }

    [Fact]
    public async Task A_request_that_runs_long_is_seen_in_progress_within_a_second()
    {
        var written = new TaskCompletionSource();
        Process.Writer.Written = _ => written.TrySetResult();
        var exchange = Process.Open();

        await AdvanceUntil(written.Task, TimeSpan.FromSeconds(1));

        (await Process.RowAsync(exchange.Id)).Status.Should().Be("in_progress");
        exchange.Complete("toolu_1");
        await Process.Recorder.FlushAsync();
        var row = await Process.RowAsync(exchange.Id);
        row.Status.Should().Be("completed");
        row.Prompts.Should().HaveCount(1);
        row.ToolUsages.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_short_request_is_written_once_both_ends_are_known()
    {
        var items = new List<int>();
        Process.Writer.Written = items.Add;
        foreach (var _ in Enumerable.Range(0, 3))
            Process.Open().Complete();

        await Process.Recorder.FlushAsync();

        items.Should().Equal([3], "each pair is one item");
    }

    [Fact]
    public async Task The_end_is_recorded_once_whoever_closes_again()
    {
        var exchange = Process.Open();
        exchange.Complete("toolu_1");
        exchange.Close(new ExchangeOutcome(ExchangeStatus.Cancelled, null));
        await Process.Recorder.FlushAsync();

        (await Process.RowAsync(exchange.Id)).Status.Should().Be("completed");
        Process.Recorder.Live.Should().Be(0);
    }

    [Fact]
    public async Task Text_of_any_kind_comes_back_as_it_was()
    {
        const string Odd = "a\"b\\c\n\u0000\u2028 😀 \ud800 <system> ÄÖ";
        var exchange = Process.Open(Odd);
        exchange.Complete();
        await Process.Recorder.FlushAsync();

        (await Process.RowAsync(exchange.Id)).Prompts.Single().Text.Should().Be(Odd.Replace('\ud800', '\ufffd'));
    }

    [Fact]
    public async Task A_prompt_larger_than_a_segment_is_recorded()
    {
        var huge = new string('x', AiBridge.Recording.Journaling.Journal.DefaultSegmentBytes + 1);
        var exchange = Process.Open(huge);
        var next = Process.Open("after it");
        exchange.Complete();
        next.Complete();
        await Process.Recorder.FlushAsync();

        (await Process.RowAsync(exchange.Id)).Prompts.Single().Text.Length.Should().Be(huge.Length);
        (await Process.RowAsync(next.Id)).Prompts.Single().Text.Should().Be("after it");
    }

    private async Task AdvanceUntil(Task done, TimeSpan limit)
    {
        var passed = TimeSpan.Zero;
        await Eventually.Is(() =>
        {
            if (!done.IsCompleted && passed < limit)
            {
                Clock.Advance(TimeSpan.FromMilliseconds(50));
                passed += TimeSpan.FromMilliseconds(50);
            }

            return done.IsCompleted;
        });
    }
}
