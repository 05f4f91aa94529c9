using System.Text;
using AiBridge.Recording.Records;
using AiBridge.Recording.Writing;

namespace AiBridge.Tests.Recording;

/// <summary>A journal may have been written by an earlier version.</summary>
public sealed class EarlierRecordsTests
{
    [Fact]
    public void A_closing_record_without_what_is_told_today_is_read()
    {
        var record = RecordReading.Parse(
            Encoding.UTF8.GetBytes("""
                {"Id":"01890000-0000-7000-8000-000000000001","ProjectId":"prj_default","Status":"completed","HttpStatus":200,"ProviderResponseId":"msg_1","EndedAt":7,"DurationMs":3,
                "ResponseBytes":20,"InputTokens":2,"OutputTokens":61,"ExtraTokens":{"output_reasoning":7},"UsagePartial":false,
                "Attempts":[{"Number":1,"CredentialHint":"sk","HttpStatus":200,"Outcome":"ok","StartedAt":"2026-01-01T00:00:00Z","DurationMs":1}],
                "ToolUses":[{"Id":"toolu_1","Name":"Read","Input":"{}"}],"Thoughts":[{"Content":"hm","Source":"thinking"}]}
                """),
            RecordJson.Default.ClosingRecord);

        record.Should().BeEquivalentTo(new
        {
            ProjectId = "prj_default",
            ProviderResponseId = "msg_1",
            OutputTokens = 61,
            ResponseModel = (string?)null,
            ToolUses = new[] { new { Id = "toolu_1", Name = "Read", Input = "{}", Server = (string?)null } },
            Thoughts = new[] { new { Content = "hm", Source = "thinking" } },
            Attempts = new[] { new { Outcome = "ok" } },
        });
    }

    [Fact]
    public void An_opening_record_without_what_is_told_today_is_read()
    {
        var record = RecordReading.Parse(
            """{"Id":"01890000-0000-7000-8000-000000000001","ProjectId":"prj_default","Model":"m-1","Streaming":true,"StartedAt":7,"Prompt":"hello"}"""u8, RecordJson.Default.OpeningRecord);

        record.Should().BeEquivalentTo(new { Model = "m-1", Prompt = "hello", ConversationId = (string?)null });
    }

    [Fact]
    public void What_a_record_calls_a_conversation_is_found_under_the_names_it_had_from_the_start()
    {
        var record = RecordReading.Parse("""{"Conversation":17,"Beginning":3,"ConversationId":"conv_1","PreviousResponseId":"resp_1"}"""u8, RecordJson.Default.OpeningRecord);

        record.Should().BeEquivalentTo(new { ConversationHash = 17L, Beginning = 3L, ConversationId = "conv_1", ContinuedResponseId = "resp_1" });
    }
}
