using System.Collections.Frozen;

namespace AiBridge.Protocols.Chats;

/// <summary>
/// The providers' words for it. One table: gateways answer one protocol with the words of another, and no word means two things.
/// </summary>
internal static class FinishReasons
{
    private static readonly FrozenDictionary<string, FinishReason> ByWord = new Dictionary<string, FinishReason>
    {
        ["stop"] = FinishReason.Stop,
        ["end_turn"] = FinishReason.Stop,
        ["stop_sequence"] = FinishReason.Stop,
        ["completed"] = FinishReason.Stop,
        ["eos"] = FinishReason.Stop,
        ["length"] = FinishReason.Length,
        ["max_tokens"] = FinishReason.Length,
        ["max_output_tokens"] = FinishReason.Length,
        ["model_length"] = FinishReason.Length,
        ["model_context_window_exceeded"] = FinishReason.Length,
        ["context_length_exceeded"] = FinishReason.Length,
        ["tool_calls"] = FinishReason.ToolCalls,
        ["tool_use"] = FinishReason.ToolCalls,
        ["function_call"] = FinishReason.ToolCalls,
        ["content_filter"] = FinishReason.ContentFilter,
        ["refusal"] = FinishReason.ContentFilter,
        ["guardrail_intervened"] = FinishReason.ContentFilter,
        ["safety"] = FinishReason.ContentFilter,
        ["recitation"] = FinishReason.ContentFilter,
        ["blocklist"] = FinishReason.ContentFilter,
        ["prohibited_content"] = FinishReason.ContentFilter,
        ["spii"] = FinishReason.ContentFilter,
        ["error"] = FinishReason.Error,
        ["failed"] = FinishReason.Error,
        ["insufficient_system_resource"] = FinishReason.Error,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null where nothing was said.</summary>
    public static FinishReason? Of(string? word) => string.IsNullOrEmpty(word) ? null : ByWord.GetValueOrDefault(word, FinishReason.Other);
}
