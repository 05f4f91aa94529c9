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

    /// <summary>Ids that are kept; more than a conversation has.</summary>
    public const int MostMade = 4_000;

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
        // Of several members of one name only the upstream knows which one counts.
        foreach (var member in body.Members())
        {
            if (member.Key.IsAnyCase("prompt"u8))
                things.Keep(Has(member.Value, "id"u8), "prompt");
            else if (member.Key.IsAnyCase("input"u8))
                things.TakeItems(member.Value);
            if (deep && !IsOthers(member.Key))
                things.Walk(member.Key, member.Value, depth: 0);
        }

        return things;
    }

    private static bool Has(JsonValue value, ReadOnlySpan<byte> name)
    {
        foreach (var member in value.Members())
        {
            if (member.Value.IsString && member.Key.IsAnyCase(name))
                return true;
        }

        return false;
    }

    private void TakeItems(JsonValue input)
    {
        foreach (var item in input.Elements())
        {
            if (StoredItem.IsOne(item))
                MakeAll(item, "id"u8);
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
        {
            Make(value);
            MakeAll(value, "id"u8);
        }

        if (value.IsObject)
            WalkObject(name, value, depth);
    }

    private void WalkObject(JsonText name, JsonValue value, int depth)
    {
        var form = ThingForms.Of(name, value);
        foreach (var member in value.Members())
        {
            if (member.Key.IsAnyCase("file_id"u8))
                Keep(member.Value.IsString && form.HasFlag(ThingForm.File), "file_id");
            else if (member.Key.IsAnyCase("file_ids"u8) || member.Key.IsAnyCase("vector_store_ids"u8))
                Keep(IsAny(member.Value), member.Key.Word());
            else if (member.Key.IsAnyCase("skill_id"u8))
                Keep(!form.HasFlag(ThingForm.VendorsSkill), "skill_id");
            else if (member.Key.IsAnyCase("container_id"u8) && form.HasFlag(ThingForm.ContainerReference))
                Make(member.Value);
            else if (!IsOthers(member.Key) && !(member.Key.IsAnyCase("input"u8) && form.HasFlag(ThingForm.ToolUse)))
                Walk(member.Key, member.Value, depth + 1);
        }
    }

    private static bool IsAny(JsonValue ids) => ids.IsArray ? ids.Elements().MoveNext() : ids.IsPresent;

    /// <summary>Whose members have any names: schemas, and what is shown of inputs.</summary>
    private static bool IsOthers(JsonText name) =>
        name.Is("input_schema"u8) || name.Is("parameters"u8) || name.Is("schema"u8) || name.Is("input_examples"u8) || name.Is("metadata"u8);

    private void Keep(bool names, string member)
    {
        if (names)
            Kept ??= member;
    }

    private void MakeAll(JsonValue value, ReadOnlySpan<byte> name)
    {
        foreach (var member in value.Members())
        {
            if (member.Key.IsAnyCase(name))
                Make(member.Value);
        }
    }

    private void Make(JsonValue id)
    {
        if (id.AsWord() is not { } word)
            return;
        // The rest could not be looked at.
        if (!_made.Contains(word) && _made.Count == MostMade)
            Kept ??= "item_reference";
        else
            _made.Add(word);
    }
}
