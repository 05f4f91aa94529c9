namespace AiBridge.Storage.Records;

/// <summary>What leads from a request to the one before it: whose tool call it answers, and in which conversation. Without a beginning the conversation is a session, of which nothing is in doubt.</summary>
internal readonly record struct ThreadLookup(
    string ProjectId, string ToolCallId, string Person, long ConversationHash, long? Beginning, string? ContinuedResponseId);
