using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.OpenAiChat;

/// <summary>Reads <c>POST /chat/completions</c>.</summary>
internal static class OpenAiChatRequestReader
{
    public static bool TryRead(ReadOnlySpan<byte> body, in RequestReading reading, out RequestFacts facts)
    {
        facts = RequestFacts.None;
        if (!RequestBodyScan.TryRead(body, "messages"u8, out var scan))
            return false;
        var prompt = PromptFinder.Find(scan.Messages, PromptFinder.SideByRole, reading);
        facts = scan.CommonFacts() with
        {
            Prompt = prompt.Text,
            IsCut = prompt.IsCut,
            IsCrowdedOut = prompt.IsCrowdedOut,
            LastToolResultId = ToolResultFinder.Find(scan.Messages, "tool_call_id"u8, ToolResultIdOf),
            Beginning = ConversationBeginning.Of(scan.Messages, PromptFinder.SideByRole),
            SystemText = SystemText.OfFirst(scan.Messages),
            OutputSchemaProperties = OutputSchema.Properties(scan.OutputForm),
        };
        return true;
    }

    public static void ReadOpening(ReadOnlySpan<byte> body, OpeningText take)
    {
        if (RequestBodyScan.TryRead(body, "messages"u8, out var scan))
            ConversationOpening.Read(scan, take);
    }

    private static string? ToolResultIdOf(JsonValue message)
    {
        message.Get("role"u8, out var role, "tool_call_id"u8, out var id);
        return role.Text.Is("tool"u8) ? id.AsWord() : null;
    }
}
