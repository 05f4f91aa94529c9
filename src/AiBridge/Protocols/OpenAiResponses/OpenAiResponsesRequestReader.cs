using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.OpenAiResponses;

/// <summary>Reads <c>POST /responses</c> and <c>/responses/compact</c>.</summary>
internal static class OpenAiResponsesRequestReader
{
    public static bool TryRead(ReadOnlySpan<byte> body, in RequestReading reading, out RequestFacts facts)
    {
        facts = RequestFacts.None;
        if (!RequestBodyScan.TryRead(body, "input"u8, out var scan))
            return false;
        var common = scan.CommonFacts();
        var prompt = scan.Input.IsString ? PromptFinder.Of(scan.Input, reading) : PromptFinder.Find(scan.Messages, SideOf, reading);
        facts = common with
        {
            Prompt = prompt.Text,
            IsCut = prompt.IsCut,
            IsCrowdedOut = prompt.IsCrowdedOut,
            LastToolResultId = ToolResultFinder.Find(scan.Messages, "_output\""u8, ToolResultIdOf),
            Beginning = scan.Input.IsString ? ConversationBeginning.Of(scan.Input) : ConversationBeginning.Of(scan.Messages, SideOf),
            SystemText = SystemText.Of(scan.Instructions) ?? SystemText.OfFirst(scan.Messages),
            OutputSchemaProperties = OutputSchema.Properties(scan.OutputForm["format"u8]),
            HasTools = common.HasTools || HasToolsItem(scan.Messages),
        };
        return true;
    }

    public static void ReadOpening(ReadOnlySpan<byte> body, OpeningText take)
    {
        if (RequestBodyScan.TryRead(body, "input"u8, out var scan))
            ConversationOpening.Read(scan, take);
    }

    /// <summary>An item without a type is a message; <c>additional_tools</c> is Codex's way of naming its tools.</summary>
    private static MessageSide SideOf(JsonValue item)
    {
        item.Get("type"u8, out var type, "role"u8, out var role);
        if (type.Text.Is("additional_tools"u8) || SystemText.IsRole(role))
            return MessageSide.Client;
        var isMessage = !type.IsPresent || type.Text.Is("message"u8);
        return isMessage && role.Text.Is("user"u8) ? MessageSide.Person : MessageSide.Other;
    }

    private static string? ToolResultIdOf(JsonValue item)
    {
        if (!item["type"u8].Text.EndsWith("_output"u8))
            return null;
        item.Get("call_id"u8, out var callId, "id"u8, out var id);
        return callId.AsWord() ?? id.AsWord();
    }

    private static bool HasToolsItem(in MessageList items)
    {
        if (items.Count == 0 || items.Whole.Raw.IndexOf("additional_tools"u8) < 0)
            return false;
        foreach (var item in items.Whole.Elements())
        {
            item.Get("type"u8, out var type, "tools"u8, out var tools);
            if (type.Text.Is("additional_tools"u8) && tools.Elements().MoveNext())
                return true;
        }

        return false;
    }
}
