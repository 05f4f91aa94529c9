using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.AnthropicMessages;

/// <summary>Reads <c>POST /v1/messages</c>.</summary>
internal static class AnthropicMessagesRequestReader
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
            LastToolResultId = ToolResultFinder.Find(scan.Messages, "tool_use_id"u8, ToolResultIdOf),
            Beginning = ConversationBeginning.Of(scan.Messages, PromptFinder.SideByRole),
            SystemText = SystemText.Of(scan.System) ?? SystemText.OfFirst(scan.Messages),
            OutputSchemaProperties = OutputSchema.Properties(scan.OutputForm["format"u8]),
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
        string? last = null;
        foreach (var part in message["content"u8].Elements())
        {
            part.Get("type"u8, out var type, "tool_use_id"u8, out var id);
            if (type.Text.Is("tool_result"u8))
                last = id.AsWord() ?? last;
        }

        return last;
    }
}
