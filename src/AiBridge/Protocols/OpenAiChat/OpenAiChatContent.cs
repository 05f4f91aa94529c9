using System.Text;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.OpenAiChat;

/// <summary>
/// The choices of an answer: tool calls and reasoning. A whole <c>message</c> is read like one <c>delta</c> that says
/// everything. Reasoning has no end mark: what follows it ends it.
/// </summary>
internal sealed class OpenAiChatContent(ResponseFacts facts)
{
    private const long LegacyCall = uint.MaxValue;

    /// <summary>The most that can be asked for.</summary>
    private const int MostChoices = 128;

    private readonly ToolCallDrafts _tools = new(facts.ToolUses);
    private readonly SortedDictionary<long, FragmentBuffer> _reasoning = [];
    private UInt128 _begun;
    private UInt128 _finished;

    /// <summary>Reads the choices of a chunk or a body; whether they say anything beyond their roles.</summary>
    public bool Choices(JsonValue choices)
    {
        var says = false;
        var cursor = new JsonCursor(choices.Raw);
        var isArray = cursor.EnterArray();
        while (isArray && cursor.NextElement())
            says |= Choice(cursor.TakeValue());
        return says;
    }

    private bool Choice(JsonValue choice)
    {
        JsonValue delta = default, finish = default, number = default;
        var cursor = new JsonCursor(choice.Raw);
        var isObject = cursor.EnterObject();
        while (isObject && cursor.NextMember(out var key))
        {
            if (key.Is("delta"u8) || key.Is("message"u8))
                delta = cursor.TakeValue();
            else if (key.Is("finish_reason"u8))
                finish = cursor.TakeValue();
            else if (key.Is("index"u8))
                number = cursor.TakeValue();
        }

        var index = number.AsInteger() ?? 0;
        NoteFinish(index, IsReason(finish));
        var says = Delta(index, delta);
        if (!finish.IsPresent)
            return says;
        EndReasoning(index);
        _tools.EndGroup(index);
        return true;
    }

    /// <summary>Some send an empty reason in every chunk, or the word for none.</summary>
    private static bool IsReason(JsonValue finish) => finish is { IsString: true, Text.IsEmpty: false } && !finish.Text.Is("null"u8);

    /// <summary>Several choices are told side by side: the last fact is there when each that was begun has its reason.</summary>
    private void NoteFinish(long index, bool finished)
    {
        var choice = UInt128.One << (int)Math.Clamp(index, 0, MostChoices - 1);
        _begun |= choice;
        if (finished)
            _finished |= choice;
        facts.Finished = _begun == _finished;
    }

    /// <summary>Keeps what has no end, as far as it came.</summary>
    public void EndAll()
    {
        _tools.EndAll();
        foreach (var index in _reasoning.Keys)
            EndReasoning(index);
    }

    private bool Delta(long index, JsonValue delta)
    {
        JsonValue reasoning = default, calls = default, legacyCall = default;
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
            else if (IsReasoning(key) && cursor.TakeValue() is { IsString: true, Text.IsEmpty: false } words)
                reasoning = words;
            else if (key.Is("audio"u8))
                text |= cursor.TakeValue().IsObject;
        }

        if (reasoning.IsString)
            Reasoning(index).Append(reasoning.Text);
        var called = Calls(index, calls);
        if (legacyCall.IsObject)
            Call(index, LegacyCall, default, legacyCall);
        called |= legacyCall.IsObject;
        if (text || called)
            EndReasoning(index);
        return text || called || reasoning.IsString;
    }

    private bool Calls(long index, JsonValue calls)
    {
        var position = 0;
        foreach (var call in calls.Elements())
        {
            JsonValue number = default, id = default, function = default;
            foreach (var member in call.Members())
            {
                if (member.Key.Is("index"u8))
                    number = member.Value;
                else if (member.Key.Is("id"u8))
                    id = member.Value;
                else if (member.Value.IsObject && (member.Key.Is("function"u8) || member.Key.Is("custom"u8)))
                    function = member.Value;
            }

            Call(index, number.AsInteger() ?? position, id, function);
            position++;
        }

        return position > 0;
    }

    /// <summary>Some providers send every call with index 0: another id shows another call.</summary>
    private void Call(long index, long number, JsonValue id, JsonValue function)
    {
        var key = ToolCallDrafts.Key(index, number);
        var draft = _tools.Open(key);
        var newId = id.AsNonEmptyString();
        if (draft is null || (newId is not null && draft.Id is not null && draft.Id != newId))
        {
            if (draft is not null)
                _tools.End(draft);
            draft = _tools.Begin(key);
        }

        draft.Id ??= newId;
        foreach (var member in function.Members())
        {
            if (member.Key.Is("name"u8))
                draft.Name ??= member.Value.AsNonEmptyString();
            else if (member.Key.Is("arguments"u8) || member.Key.Is("input"u8))
                Input(draft, member.Value);
        }
    }

    /// <summary>Arguments are a string that holds JSON; some gateways send the object itself.</summary>
    private static void Input(ToolCallDraft draft, JsonValue input)
    {
        if (input.IsString)
            draft.Fragments.Append(input.Text);
        else if (input.IsPresent)
            draft.WholeInput = Encoding.UTF8.GetString(input.Raw);
    }

    /// <summary>DeepSeek's and vLLM's name, OpenRouter's and Groq's, Copilot's.</summary>
    private static bool IsReasoning(JsonText key) =>
        key.Is("reasoning_content"u8) || key.Is("reasoning"u8) || key.Is("reasoning_text"u8);

    private static bool HasText(JsonValue value) => value.IsString ? !value.Text.IsEmpty : value.IsArray;

    private FragmentBuffer Reasoning(long index)
    {
        if (!_reasoning.TryGetValue(index, out var buffer))
            _reasoning[index] = buffer = new FragmentBuffer();
        return buffer;
    }

    private void EndReasoning(long index)
    {
        if (!_reasoning.TryGetValue(index, out var buffer) || buffer.IsEmpty)
            return;
        facts.Thoughts.Add(new Thought(buffer.Decode(), ThoughtSource.Reasoning));
        buffer.Clear();
    }
}
