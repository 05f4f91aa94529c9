namespace AiBridge.Protocols;

/// <summary>The wire protocols whose traffic is understood; <see cref="WireProtocols.Name"/> gives the stored name.</summary>
internal enum WireProtocol
{
    AnthropicMessages,
    OpenAiChat,
    OpenAiResponses,
}

internal static class WireProtocols
{
    public static string Name(this WireProtocol protocol) => protocol switch
    {
        WireProtocol.AnthropicMessages => "anthropic_messages",
        WireProtocol.OpenAiChat => "openai_chat_completions",
        _ => "openai_responses",
    };
}
