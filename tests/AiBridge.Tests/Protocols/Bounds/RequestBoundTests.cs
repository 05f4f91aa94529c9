using System.Text;

namespace AiBridge.Tests.Protocols.Bounds;

/// <summary>A request of any size costs what is kept of it.</summary>
public sealed class RequestBoundTests
{
    private const int Long = 4 * 1024 * 1024;
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
    public void A_prompt_longer_than_any_model_reads_is_cut_and_says_so(string protocol)
    {
        var words = new string('w', Long);
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
    public void Parts_and_names_of_any_number_cost_what_is_kept_of_them()
    {
        var parts = string.Join(',', Enumerable.Repeat("""{"type":"text","text":"w"}""", 200_000));
        var names = string.Join(',', Enumerable.Range(0, 200_000).Select(number => $"\"n{number}\":1"));
        var body = Encoding.UTF8.GetBytes($$$$$"""{"model":"m","system":[{{{{{parts}}}}}],"output_config":{"format":{"schema":{"properties":{NAMES}}}},"messages":[{"role":"user","content":[{{{{{parts}}}}}]}]}""".Replace("NAMES", names, StringComparison.Ordinal));
        var wire = KnownProtocol.AnthropicMessages.Wire();
        wire.TryReadRequest(body, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        wire.TryReadRequest(body, out var facts);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(2 * 1024 * 1024);
        facts.OutputSchemaProperties.Should().HaveCount(64);
        facts.IsCut.Should().BeTrue();
    }

    [Fact]
    public void How_a_conversation_opens_is_read_no_further_than_it_tells_them_apart()
    {
        var body = Encoding.UTF8.GetBytes("{\"model\":\"m\",\"system\":\"" + new string('s', Long) + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + new string('w', Long) + "\"}]}");
        var wire = KnownProtocol.AnthropicMessages.Wire();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var texts = wire.ReadOpening(body);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(2 * 1024 * 1024);
        texts.Should().HaveCount(2);
    }
}
