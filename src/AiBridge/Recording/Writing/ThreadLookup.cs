using AiBridge.Recording.Records;

namespace AiBridge.Recording.Writing;

/// <summary>What leads from a request to the one before it: whose tool call it answers, and in which conversation. Without a beginning the conversation is a session, of which nothing is in doubt.</summary>
internal readonly record struct ThreadLookup(
    string ProjectId, string ToolCallId, string Person, long ConversationHash, long? Beginning, string? ContinuedResponseId)
{
    /// <summary>Null when the request answers no call, or comes out of an earlier version's journal.</summary>
    public static ThreadLookup? Of(OpeningRecord record) => record is { LastToolResultId: { } call, Person: { } person, ConversationHash: { } conversation }
        ? new ThreadLookup(record.ProjectId, call, person, conversation, record.Beginning, record.ContinuedResponseId)
        : null;

    public static ThreadLookup? Of(ClosingRecord record) => record is { LastToolResultId: { } call, Person: { } person, ConversationHash: { } conversation }
        ? new ThreadLookup(record.ProjectId, call, person, conversation, record.Beginning, record.ContinuedResponseId)
        : null;
}
