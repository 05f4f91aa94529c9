namespace AiBridge.Protocols.Chats;

/// <summary>Why an answer ends, in one vocabulary for all protocols; the API says it lower_snake.</summary>
internal enum FinishReason
{
    Stop,
    Length,
    ToolCalls,
    ContentFilter,
    Error,

    /// <summary>For a reason that has no place here, or that nobody knows yet.</summary>
    Other,
}
