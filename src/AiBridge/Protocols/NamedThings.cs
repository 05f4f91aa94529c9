using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>
/// What a request names by its id of what lies at the provider, apart from the response and the conversation that it goes on from. Only where the id
/// stands for the thing: an answer that is sent back as it came may hold the ids of files, containers and items, and asks for none of them.
/// </summary>
internal sealed class NamedThings
{
    /// <summary>Deeper than any API reads.</summary>
    private const int Deepest = 16;

    private const int MostMade = 4_000;

    private readonly HashSet<string> _made = new(StringComparer.Ordinal);

    public static NamedThings None { get; } = new();

    /// <summary>The member that names what an account keeps: files, vector stores, prompts, skills. Null without one.</summary>
    public string? Kept { get; private set; }

    /// <summary>The ids of what answers made: items, containers.</summary>
    public IReadOnlySet<string> Made => _made;

    public bool Any => Kept is not null || _made.Count > 0;

    /// <param name="body">The request's, one whole JSON object.</param>
    /// <param name="deep">Also what lies in the conversation and in tools.</param>
    public static NamedThings In(JsonValue body, bool deep)
    {
        var things = new NamedThings();
        foreach (var member in body.Members())
        {
            if (member.Key.IsAnyCase("prompt"u8))
                things.Keep(member.Value["id"u8].IsString, "prompt");
            else if (member.Key.IsAnyCase("input"u8))
                things.TakeItems(member.Value);
            if (!IsOthers(member.Key) && (deep || member.Key.IsAnyCase("container"u8)))
                things.Walk(member.Key, member.Value, depth: 0);
        }

        return things;
    }

    /// <summary>Whether any may be named in a conversation. One that names none, as nearly all do, is looked through for few bytes alone.</summary>
    /// <param name="conversation">As sent.</param>
    /// <param name="hasItems">It is Responses', whose items may stand for others.</param>
    /// <param name="deep">It must be walked to its depths.</param>
    public static bool MayLieIn(ReadOnlySpan<byte> conversation, bool hasItems, out bool deep)
    {
        var any = deep = HasEscapedLetters(conversation);
        for (int at; !deep && (at = conversation.IndexOf("id\""u8)) >= 0; conversation = conversation[(at + 3)..])
        {
            deep = conversation[..at].EndsWith("file_"u8);
            any |= deep || (hasItems && conversation[..at].EndsWith("\""u8) && conversation[(at + 3)..].TrimStart(" \t\r\n:"u8).StartsWith("\""u8));
        }

        return any;
    }

    /// <summary>The same of tools.</summary>
    public static bool MayLieInTools(ReadOnlySpan<byte> tools)
    {
        if (tools.IndexOf("container"u8) >= 0 || HasEscapedLetters(tools))
            return true;
        for (int at; (at = tools.IndexOf("_ids\""u8)) >= 0; tools = tools[(at + 5)..])
        {
            if (tools[..at].EndsWith("vector_store"u8) || tools[..at].EndsWith("file"u8))
                return true;
        }

        return false;
    }

    /// <summary>A letter or an underscore that is written as an escape hides a name.</summary>
    private static bool HasEscapedLetters(ReadOnlySpan<byte> text)
    {
        for (int at; (at = text.IndexOf("\\u00"u8)) >= 0; text = text[(at + 4)..])
        {
            if (text.Length > at + 4 && text[at + 4] is >= (byte)'4' and <= (byte)'7')
                return true;
        }

        return false;
    }

    /// <summary>Items of Responses that stand for one that is stored: the API wants no type for them.</summary>
    private void TakeItems(JsonValue input)
    {
        foreach (var item in input.Elements())
        {
            JsonValue type = default, id = default, role = default;
            foreach (var member in item.Members())
            {
                if (member.Key.IsAnyCase("type"u8))
                    type = member.Value;
                else if (member.Key.IsAnyCase("id"u8))
                    id = member.Value;
                else if (member.Key.IsAnyCase("role"u8))
                    role = member.Value;
            }

            if (type.Text.Is("item_reference"u8) || (!type.IsPresent && !role.IsPresent))
                Make(id);
        }
    }

    private void Walk(JsonText name, JsonValue value, int depth)
    {
        if (depth == Deepest)
            return;
        if (value.IsArray)
        {
            foreach (var element in value.Elements())
                Walk(name, element, depth + 1);
            return;
        }

        if (name.IsAnyCase("container"u8))
            Make(value.IsString ? value : value["id"u8]);
        if (value.IsObject)
            WalkObject(name, value, depth);
    }

    private void WalkObject(JsonText name, JsonValue value, int depth)
    {
        var type = value["type"u8].Text;
        foreach (var member in value.Members())
        {
            if (member.Key.IsAnyCase("file_id"u8))
                Keep(member.Value.IsString && IsFile(name, type), "file_id");
            else if (member.Key.IsAnyCase("file_ids"u8) || member.Key.IsAnyCase("vector_store_ids"u8))
                Keep(member.Value.Elements().MoveNext(), member.Key.Word());
            else if (member.Key.IsAnyCase("skill_id"u8))
                Keep(!type.Is("anthropic"u8), "skill_id");
            else if (member.Key.IsAnyCase("container_id"u8) && type.Is("container_reference"u8))
                Make(member.Value);
            else if (!IsOthers(member.Key) && !(member.Key.IsAnyCase("input"u8) && type.EndsWith("tool_use"u8)))
                Walk(member.Key, member.Value, depth + 1);
        }
    }

    /// <summary>The forms in which a file's content is meant; beside them stand citations, and files that a tool has made.</summary>
    private static bool IsFile(JsonText name, JsonText type) =>
        type.Is("input_file"u8) || type.Is("input_image"u8) || type.Is("computer_screenshot"u8) || type.Is("container_upload"u8) || type.Is("file"u8) || type.Is("image_file"u8)
        || name.IsAnyCase("file"u8) || name.IsAnyCase("source"u8) || name.IsAnyCase("input_image_mask"u8);

    /// <summary>Whose members have any names.</summary>
    private static bool IsOthers(JsonText name) =>
        name.Is("input_schema"u8) || name.Is("parameters"u8) || name.Is("schema"u8) || name.Is("metadata"u8);

    private void Keep(bool names, string member)
    {
        if (names)
            Kept ??= member;
    }

    private void Make(JsonValue id)
    {
        if (id.AsWord() is not { } word)
            return;
        // More than a conversation has.
        if (!_made.Contains(word) && _made.Count == MostMade)
            Kept ??= "item_reference";
        else
            _made.Add(word);
    }
}
