using System.Text;
using AiBridge.Protocols;

namespace AiBridge.Tests.Protocols.Bounds;

/// <summary>Whoever answers may name, number and repeat what it likes; what is kept of it is bounded, and says that it is.</summary>
public sealed class AnswerBoundTests
{
    private const int Piece = 4 * 1024 * 1024;
    private static readonly string Cut = new string('n', 256) + "…";

    public static TheoryData<string> Protocols => [.. Enum.GetNames<KnownProtocol>()];

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Long_names_and_ids_are_cut_where_they_are_read(string name)
    {
        var protocol = Enum.Parse<KnownProtocol>(name);
        var word = new string('n', 300);

        var facts = protocol.Facts(AnswerOf.Head(protocol, word, word), AnswerOf.Call(protocol, 0, word, word, "{}"));

        new[] { facts.ResponseId, facts.Model.Text, facts.ServiceTier.Text }.Should().AllBe(Cut);
        var call = facts.ToolUses.Single();
        call.Should().Be(new ToolUse(Cut, Cut, "{}", protocol == KnownProtocol.OpenAiChat ? null : Cut));
        facts.Budget.IsShort.Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Long_names_are_not_even_made_into_text(string name)
    {
        var protocol = Enum.Parse<KnownProtocol>(name);
        var word = new string('n', Piece);
        var reader = protocol.Wire().NewResponseReader();
        var events = new[] { AnswerOf.Head(protocol, word, word), AnswerOf.Call(protocol, 0, word, word, "{}") }
            .SelectMany(piece => piece.Split("data: ", StringSplitOptions.RemoveEmptyEntries)).Select(Encoding.UTF8.GetBytes).ToArray();

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var data in events)
            reader.OnEvent(default, data);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(256 * 1024);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Eighty_thousand_calls_are_kept_as_far_as_the_budget_goes(string name)
    {
        var protocol = Enum.Parse<KnownProtocol>(name);

        var facts = protocol.Facts(AnswerOf.Calls(protocol, 80_000));

        facts.Budget.IsShort.Should().BeTrue();
        facts.ToolUses.Count.Should().BeInRange(15_000, FactsBudget.Most / FactsBudget.Fact);
        facts.ToolUses[^1].Id.Should().Be($"t{facts.ToolUses.Count - 1}");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void All_inputs_of_one_answer_have_one_budget(string name)
    {
        var protocol = Enum.Parse<KnownProtocol>(name);
        var input = new string('i', Piece);

        var facts = protocol.Facts(Enumerable.Range(0, 12).Select(number => AnswerOf.Call(protocol, number, $"t{number}", "Read", input)));

        facts.Budget.IsShort.Should().BeTrue();
        facts.ToolUses.Sum(call => (long)call.Input.Length).Should().BeInRange(6 * Piece, FactsBudget.Most);
        facts.ToolUses.Should().OnlyContain(call => call.Input.Length == 0 || call.Input.Length >= Piece, "none is told in part, or as another's");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Thoughts_have_the_same_budget(string name)
    {
        var protocol = Enum.Parse<KnownProtocol>(name);
        var words = new string('w', Piece);

        var facts = protocol.Facts(Enumerable.Range(0, 12).Select(number => AnswerOf.Thought(protocol, number, words)));

        facts.Budget.IsShort.Should().BeTrue();
        facts.Thoughts.Sum(thought => (long)thought.Content.Length).Should().BeInRange(6 * Piece, FactsBudget.Most);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Any_number_of_short_thoughts_has_it_too(string name)
    {
        var protocol = Enum.Parse<KnownProtocol>(name);

        var facts = protocol.Facts(Enumerable.Range(0, 40_000).Select(number => AnswerOf.Thought(protocol, number, "w")));

        facts.Budget.IsShort.Should().BeTrue();
        facts.Thoughts.Count.Should().BeInRange(10_000, FactsBudget.Most / FactsBudget.Fact);
    }

    [Fact]
    public void A_call_told_three_times_is_counted_once()
    {
        var input = new string('i', Piece);
        var item = $$"""{"type":"function_call","id":"fc","call_id":"c","name":"Read","arguments":"{{input}}"}""";

        var facts = KnownProtocol.OpenAiResponses.Facts(Enumerable.Range(0, 20).Select(_ => $"data: {{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{item}}}\n\n"));

        facts.Budget.IsShort.Should().BeFalse();
        facts.ToolUses.Single().Input.Should().HaveLength(Piece);
    }

    [Fact]
    public void Steps_of_any_number_and_kind_are_summed_up_in_few()
    {
        var steps = string.Join(',', Enumerable.Range(0, 50_000).Select(number => $$"""{"type":"step{{number}}","model":"m{{number}}","x{{number}}":1,"input_tokens":1}"""));

        var facts = KnownProtocol.AnthropicMessages.Facts("data: {\"type\":\"message_delta\",\"usage\":{\"output_tokens\":5,\"iterations\":[" + steps + "]}}\n\n");

        facts.Usage.Extra.Should().HaveCount(TokenUsage.MaxExtra);
        facts.Usage.Output.Should().Be(5);
    }

    [Theory]
    [InlineData("{\"error\":{\"code\":NUMBER,\"type\":\"TEXT\",\"message\":\"TEXT\"}}")]
    [InlineData("{\"error\":{\"code\":\"TEXT\",\"message\":\"TEXT\"}}")]
    [InlineData("{\"error\":\"TEXT\",\"code\":\"TEXT\"}")]
    [InlineData("{\"code\":NUMBER,\"msg\":\"TEXT\",\"type\":\"TEXT\"}")]
    [InlineData("{\"detail\":\"TEXT\"}")]
    public void Words_and_numbers_of_errors_are_cut_where_they_are_read(string form)
    {
        var body = Encoding.UTF8.GetBytes(form.Replace("NUMBER", new string('4', Piece), StringComparison.Ordinal).Replace("TEXT", new string('w', Piece), StringComparison.Ordinal));
        var reader = KnownProtocol.OpenAiChat.Wire().NewResponseReader();

        var before = GC.GetAllocatedBytesForCurrentThread();
        reader.OnErrorBody(500, body);
        KnownProtocol.OpenAiChat.Wire().NewResponseReader().OnBody(body);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(256 * 1024);
        (reader.Facts.Error!.Code ?? "").Length.Should().BeLessThanOrEqualTo(257);
        (reader.Facts.Error.Message ?? "").Length.Should().BeLessThanOrEqualTo(500);
    }
}
