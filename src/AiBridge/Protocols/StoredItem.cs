using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>
/// Items of Responses that stand for one that the provider has stored: references, and items of which nothing is sent but the id, which the provider
/// then completes. One that is sent back as it came says what it is, and its id names nothing.
/// </summary>
internal static class StoredItem
{
    public static bool IsOne(JsonValue item)
    {
        var types = 0;
        bool isReference = false, hasRole = false, hasContent = false;
        foreach (var member in item.Members())
        {
            if (member.Key.IsAnyCase("type"u8))
            {
                types += member.Value.IsPresent ? 1 : 0;
                isReference |= member.Value.Text.Is("item_reference"u8);
            }
            else if (member.Key.IsAnyCase("role"u8))
            {
                hasRole |= member.Value.IsPresent;
            }
            else
            {
                hasContent |= IsContent(item, member.Key, member.Value);
            }
        }

        // The API wants no type for a reference; and of several types only the upstream knows which one counts.
        return isReference || (types == 0 && !hasRole) || types > 1 || !hasContent;
    }

    private static bool IsContent(JsonValue item, JsonText name, JsonValue value)
    {
        var isEmpty = value.IsArray ? !value.Elements().MoveNext() : value.IsString ? value.Raw.Length == 2 : !value.IsPresent;
        if (isEmpty || name.IsAnyCase("id"u8) || name.IsAnyCase("status"u8))
            return false;
        var type = item["type"u8].Text;
        // What is told beside the content of these does not stand for it.
        if (type.Is("reasoning"u8))
            return name.Is("encrypted_content"u8) || name.Is("content"u8);
        return !type.Is("image_generation_call"u8) || name.Is("result"u8);
    }
}
