using System.Text;

namespace AiBridge.Tests.Protocols.Bounds;

/// <summary>A request of any size costs what is kept of it.</summary>
public sealed class RequestBoundTests
{
    private const int Long = 4 * 1024 * 1024;
    private const int Kept = 256 * 1024;
    private static readonly string Cut = new string('n', 256) + "…";

    public static TheoryData<string> Protocols => [.. Enum.GetNames<KnownProtocol>()];

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Model_and_ids_are_cut_where_they_are_read(string protocol)
    {
        var name = new string('n', Long);
        var list = protocol == nameof(KnownProtocol.OpenAiResponses) ? "input" : "messages";
        var body = Encoding.UTF8.GetBytes(
            """{"model":"NAME","prompt_cache_key":"NAME","previous_response_id":"NAME","conversation":{"id":"NAME"},"metadata":{"user_id":"NAME_session_NAME"},"response_format":{"schema":{"properties":{"NAME":1}}},"output_config":{"format":{"schema":{"properties":{"NAME":1}}}},"LIST":[{"role":"tool","type":"function_call_output","tool_call_id":"NAME","call_id":"NAME","content":[{"type":"tool_result","tool_use_id":"NAME"}]}]}"""
                .Replace("NAME", name, StringComparison.Ordinal).Replace("LIST", list, StringComparison.Ordinal));
        var wire = Enum.Parse<KnownProtocol>(protocol).Wire();
        wire.TryReadRequest(body, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        wire.TryReadRequest(body, out var facts);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(64 * 1024);
        new[] { facts.Model, facts.PromptCacheKey, facts.PreviousResponseId, facts.ConversationId, facts.LastToolResultId }.Should().AllBe(Cut);
        facts.UserIdSession.Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Of_a_prompt_so_many_characters_are_kept_and_it_says_so(string protocol)
    {
        var words = new string('w', Kept);
        var list = protocol == nameof(KnownProtocol.OpenAiResponses) ? "input" : "messages";
        var wire = Enum.Parse<KnownProtocol>(protocol).Wire();

        wire.TryReadRequest(Encoding.UTF8.GetBytes($$"""{"model":"m","{{list}}":[{"role":"user","content":"{{words}}"}]}"""), out var whole);
        wire.TryReadRequest(Encoding.UTF8.GetBytes($$"""{"model":"m","{{list}}":[{"role":"user","content":"{{words}}w"}]}"""), out var longer);
        wire.TryReadRequest(Encoding.UTF8.GetBytes($$"""{"model":"m","{{list}}":[{"role":"user","content":[{"type":"text","text":"{{words}}"},{"type":"text","text":"more"}]}]}"""), out var parts);

        whole.Prompt.Should().Be(words);
        whole.IsCut.Should().BeFalse();
        foreach (var cut in new[] { longer, parts })
        {
            cut.IsCut.Should().BeTrue();
            cut.Prompt.Should().Be(words[1..] + "…");
        }
    }

    [Fact]
    public void Words_behind_what_a_client_puts_before_them_are_found_and_what_lies_behind_four_megabytes_is_not()
    {
        var wire = KnownProtocol.AnthropicMessages.Wire();
        var reminder = "<system-reminder>" + new string('r', 3 * Kept) + "</system-reminder>";

        wire.TryReadRequest(Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{"role":"user","content":"{{reminder}}mend it"}]}"""), out var behind);
        wire.TryReadRequest(Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"mend it"},{"type":"text","text":"<system-reminder>{{new string('r', Long)}}"}]}]}"""), out var before);

        (behind.Prompt, behind.IsCut).Should().Be(("mend it", false));
        before.Prompt.Should().StartWith("mend it").And.EndWith("…");
        before.IsCut.Should().BeTrue();
    }

    [Theory]
    [InlineData("w")]
    [InlineData("\\n")]
    [InlineData("\\ud83d\\ude00")]
    public void A_prompt_of_megabytes_costs_what_is_kept_of_it(string character)
    {
        var body = Encoding.UTF8.GetBytes("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x" + string.Concat(Enumerable.Repeat(character, Long / character.Length)) + "x\"}]}");
        var room = new CountedRoom(long.MaxValue);
        KnownProtocol.OpenAiChat.Wire().TryReadRequest("", body, room.Reading, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        KnownProtocol.OpenAiChat.Wire().TryReadRequest("", body, room.Reading, out var facts);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan((sizeof(char) * Kept) + (16 * 1024));
        facts.Prompt.Should().StartWith("x").And.EndWith("…");
        facts.Prompt!.Length.Should().BeInRange(Kept - 1, Kept);
        facts.Prompt.Should().NotContain("\uFFFD");
        room.Rented.Should().Be(0);
        room.Kept.Should().Be(2 * sizeof(char) * Kept);
    }

    [Fact]
    public void Where_there_is_no_room_the_beginning_is_kept()
    {
        var body = Encoding.UTF8.GetBytes("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + new string('w', Kept) + "\"}]}");
        var wire = KnownProtocol.OpenAiChat.Wire();

        wire.TryReadRequest("", body, new CountedRoom(0).Reading, out var unread);
        wire.TryReadRequest("", body, new CountedRoom(Kept * 2 * sizeof(char), keeps: false).Reading, out var read);

        foreach (var facts in new[] { unread, read })
        {
            (facts.IsCrowdedOut, facts.IsCut).Should().Be((true, false));
            facts.Prompt.Should().StartWith("www").And.EndWith("w…");
            facts.Prompt!.Length.Should().BeInRange(30_000, 32 * 1024);
        }
    }

    [Fact]
    public void Parts_and_names_of_any_number_cost_what_is_kept_of_them()
    {
        var parts = string.Join(',', Enumerable.Repeat("""{"type":"text","text":"w"}""", 200_000));
        var names = string.Join(',', Enumerable.Range(0, 200_000).Select(number => $"\"n{number}\":1"));
        var body = Encoding.UTF8.GetBytes($$$$$"""{"model":"m","system":[{{{{{parts}}}}}],"output_config":{"format":{"schema":{"properties":{NAMES}}}},"messages":[{"role":"user","content":[{{{{{parts}}}}}]}]}""".Replace("NAMES", names, StringComparison.Ordinal));
        var wire = KnownProtocol.AnthropicMessages.Wire();
        wire.TryReadRequest(body, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        wire.TryReadRequest(body, out var facts);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(512 * 1024);
        facts.OutputSchemaProperties.Should().HaveCount(64);
        facts.IsCut.Should().BeTrue();
    }

    [Fact]
    public void How_a_conversation_opens_is_read_no_further_than_it_tells_them_apart()
    {
        var body = Encoding.UTF8.GetBytes("{\"model\":\"m\",\"system\":\"" + new string('s', Long) + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + new string('w', Long) + "\"}]}");
        var wire = KnownProtocol.AnthropicMessages.Wire();

        var lengths = new List<int>();
        wire.ReadOpening(body, text => lengths.Add(text.Length));
        var before = GC.GetAllocatedBytesForCurrentThread();
        wire.ReadOpening(body, static _ => { });

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1024);
        lengths.Should().Equal(256 * 1024, 256 * 1024);
    }
}
