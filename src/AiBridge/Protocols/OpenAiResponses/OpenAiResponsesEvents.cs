using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.OpenAiResponses;

/// <summary>What an event of the Responses API is about.</summary>
internal enum OpenAiResponsesEvent
{
    Unknown,
    KeepAlive,
    Started,
    Part,
    Ended,
    Error,
}

/// <summary>Tells the events apart by name; parts by what their name begins with, so that new endings need no change.</summary>
internal static class OpenAiResponsesEvents
{
    private static readonly (byte[] Begin, OpenAiResponsesEvent Event)[] ByBegin =
    [
        ("response.output_"u8.ToArray(), OpenAiResponsesEvent.Part),
        ("response.content_part."u8.ToArray(), OpenAiResponsesEvent.Part),
        ("response.reasoning"u8.ToArray(), OpenAiResponsesEvent.Part),
        ("response.function_call"u8.ToArray(), OpenAiResponsesEvent.Part),
        ("response.custom_tool_call"u8.ToArray(), OpenAiResponsesEvent.Part),
        ("response.mcp_"u8.ToArray(), OpenAiResponsesEvent.Part),
        ("response.web_search_call"u8.ToArray(), OpenAiResponsesEvent.Part),
        ("response.file_search_call"u8.ToArray(), OpenAiResponsesEvent.Part),
        ("response.code_interpreter_call"u8.ToArray(), OpenAiResponsesEvent.Part),
        ("response.image_generation_call"u8.ToArray(), OpenAiResponsesEvent.Part),
        ("response.shell_call"u8.ToArray(), OpenAiResponsesEvent.Part),
        ("response.apply_patch_call"u8.ToArray(), OpenAiResponsesEvent.Part),
        ("response.refusal."u8.ToArray(), OpenAiResponsesEvent.Part),
        ("response.audio."u8.ToArray(), OpenAiResponsesEvent.Part),
        ("response.created"u8.ToArray(), OpenAiResponsesEvent.Started),
        ("response.in_progress"u8.ToArray(), OpenAiResponsesEvent.Started),
        ("response.queued"u8.ToArray(), OpenAiResponsesEvent.Started),
    ];

    public static OpenAiResponsesEvent Of(JsonText type)
    {
        if (type.Is("response.completed"u8) || type.Is("response.incomplete"u8) || type.Is("response.failed"u8) || type.Is("response.cancelled"u8))
            return OpenAiResponsesEvent.Ended;
        if (type.Is("error"u8))
            return OpenAiResponsesEvent.Error;
        if (type.Is("ping"u8) || type.Is("keepalive"u8))
            return OpenAiResponsesEvent.KeepAlive;
        foreach (var (begin, about) in ByBegin)
        {
            if (type.Raw.StartsWith(begin))
                return about;
        }

        return OpenAiResponsesEvent.Unknown;
    }
}
