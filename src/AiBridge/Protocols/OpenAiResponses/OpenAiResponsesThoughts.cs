using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.OpenAiResponses;

/// <summary>What a response lets see of its reasoning: summaries, open models' reasoning text, commentary between tool calls.</summary>
internal sealed class OpenAiResponsesThoughts(ResponseFacts facts)
{
    private readonly FragmentBuffer _summary = new(facts.Budget);
    private readonly HashSet<(long Place, long Part)> _seenParts = [];

    /// <summary>A piece of the summary part that is under way.</summary>
    public void Delta(JsonValue delta) => _summary.Append(delta.Text);

    /// <summary>A whole summary part; counts once.</summary>
    public void Part(long place, long part, JsonValue text)
    {
        _summary.Clear();
        if (!_seenParts.Contains((place, part)) && facts.Budget.TryTake(FactsBudget.Mark) && _seenParts.Add((place, part)))
            facts.Think(text.AsNonEmptyString(), ThoughtSource.ReasoningSummary);
    }

    /// <summary>A whole reasoning item: the parts of its summary not told before, and its open reasoning.</summary>
    public void Reasoning(long place, JsonValue item)
    {
        item.Get("summary"u8, out var summary, "content"u8, out var content);
        var part = 0;
        foreach (var element in summary.Elements())
            Part(place, part++, element["text"u8]);
        foreach (var element in content.Elements())
            facts.Think(element["text"u8].AsNonEmptyString(), ThoughtSource.Reasoning);
    }

    /// <summary>A whole message item: a thought when the model calls it commentary.</summary>
    public void Message(JsonValue item)
    {
        item.Get("phase"u8, out var phase, "content"u8, out var content);
        if (!phase.Text.Is("commentary"u8))
            return;
        facts.Think(string.Join('\n', MessageText.Parts(content, out var isCut)), ThoughtSource.Commentary);
        if (isCut)
            facts.Budget.LeaveOut();
    }

    /// <summary>Keeps the summary part under way, as far as it came.</summary>
    public void End() => facts.Think(_summary, ThoughtSource.ReasoningSummary);
}
