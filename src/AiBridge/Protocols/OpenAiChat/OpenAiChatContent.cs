using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.OpenAiChat;

/// <summary>
/// The choices of an answer: tool calls and reasoning. A whole <c>message</c> is read like one <c>delta</c> that says
/// everything. Reasoning has no end mark: what follows it ends it.
/// </summary>
internal sealed class OpenAiChatContent
{
    /// <summary>The most that can be asked for.</summary>
    private const int MostChoices = 128;

    private readonly ResponseFacts _facts;
    private readonly UsageReader _usage;
    private readonly ToolCallDrafts _tools;
    private readonly OpenAiChatCalls _calls;
    private readonly SortedDictionary<long, FragmentBuffer> _reasoning = [];
    private UInt128 _begun;
    private UInt128 _finished;

    public OpenAiChatContent(ResponseFacts facts, UsageReader usage)
    {
        (_facts, _usage, _tools) = (facts, usage, facts.Calls);
        _calls = new OpenAiChatCalls(_tools);
    }

    /// <summary>Reads the choices of a chunk or a body; whether they say anything beyond their roles.</summary>
    public bool Choices(JsonValue choices)
    {
        var says = false;
        var position = 0;
        var cursor = new JsonCursor(choices.Raw);
        var isArray = cursor.EnterArray();
        while (isArray && cursor.NextElement())
            says |= Choice(cursor.TakeValue(), position++);
        return says;
    }

    private bool Choice(JsonValue choice, int position)
    {
        JsonValue delta = default, message = default, finish = default, number = default, usage = default;
        var cursor = new JsonCursor(choice.Raw);
        var isObject = cursor.EnterObject();
        while (isObject && cursor.NextMember(out var key))
        {
            if (key.Is("delta"u8))
                delta = cursor.TakeValue();
            else if (key.Is("message"u8))
                message = cursor.TakeValue();
            else if (key.Is("finish_reason"u8))
                finish = cursor.TakeValue();
            else if (key.Is("index"u8))
                number = cursor.TakeValue();
            else if (key.Is("usage"u8))
                usage = cursor.TakeValue();
        }

        // Moonshot's place for it.
        _usage.Read(usage, _facts.Usage);
        var index = number.AsInteger() ?? position;
        NoteFinish(index, IsReason(finish));
        var says = delta.IsObject ? Read(index, delta, isWhole: false) : Read(index, message, isWhole: true);
        if (!IsReason(finish))
            return says;
        EndReasoning(index);
        _tools.EndGroup(index);
        return true;
    }

    /// <summary>Some send an empty reason, or the word null, in every chunk.</summary>
    private static bool IsReason(JsonValue finish) => finish is { IsString: true, Text.IsEmpty: false } && !finish.Text.Is("null"u8);

    /// <summary>Several choices are told side by side: the last fact is there when each that was begun has its reason.</summary>
    private void NoteFinish(long index, bool finished)
    {
        var choice = UInt128.One << (int)Math.Clamp(index, 0, MostChoices - 1);
        _begun |= choice;
        if (finished)
            _finished |= choice;
        _facts.Finished = _begun == _finished;
    }

    /// <summary>Keeps what has no end, as far as it came.</summary>
    public void EndAll()
    {
        _tools.EndAll();
        foreach (var index in _reasoning.Keys)
            EndReasoning(index);
    }

    private bool Read(long index, JsonValue delta, bool isWhole)
    {
        JsonValue reasoning = default, calls = default, hosted = default, legacyCall = default;
        var text = false;
        var cursor = new JsonCursor(delta.Raw);
        var isObject = cursor.EnterObject();
        while (isObject && cursor.NextMember(out var key))
        {
            if (key.Is("content"u8) || key.Is("refusal"u8))
                text |= HasText(cursor.TakeValue());
            else if (key.Is("tool_calls"u8))
                calls = cursor.TakeValue();
            else if (key.Is("function_call"u8))
                legacyCall = cursor.TakeValue();
            else if (key.Is("executed_tools"u8))
                hosted = cursor.TakeValue();
            else if (IsReasoning(key) && cursor.TakeValue() is { IsString: true, Text.IsEmpty: false } words)
                reasoning = words;
            else if (key.Is("audio"u8))
                text |= cursor.TakeValue().IsObject;
        }

        if (text || reasoning.IsString)
            _facts.Say();
        if (reasoning.IsString)
            Reasoning(index)?.Append(reasoning.Text);
        var called = isWhole ? _calls.Whole(index, calls) : _calls.Pieces(index, calls);
        called |= _calls.Hosted(index, hosted) | _calls.Legacy(index, legacyCall);
        if (text || called)
            EndReasoning(index);
        return text || called || reasoning.IsString;
    }

    /// <summary>DeepSeek's and vLLM's name, OpenRouter's and Groq's, Copilot's.</summary>
    private static bool IsReasoning(JsonText key) =>
        key.Is("reasoning_content"u8) || key.Is("reasoning"u8) || key.Is("reasoning_text"u8);

    private static bool HasText(JsonValue value) => value.IsString ? !value.Text.IsEmpty : value.IsArray;

    /// <summary>Null when there is no room for another one.</summary>
    private FragmentBuffer? Reasoning(long index)
    {
        if (!_reasoning.TryGetValue(index, out var buffer) && _facts.Budget.TryTake(FactsBudget.Fact))
            _reasoning[index] = buffer = new FragmentBuffer(_facts.Budget);
        return buffer;
    }

    private void EndReasoning(long index)
    {
        if (_reasoning.TryGetValue(index, out var buffer))
            _facts.Think(buffer, ThoughtSource.Reasoning);
    }
}
