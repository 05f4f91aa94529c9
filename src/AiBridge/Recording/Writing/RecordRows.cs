using AiBridge.Recording.Records;
using AiBridge.Storage.Records;
using AiBridge.Storage.Rows;

namespace AiBridge.Recording.Writing;

/// <summary>Turns records into what the store writes. Their columns are theirs already.</summary>
internal static class RecordRows
{
    public static InterceptionWrite Of(BatchItem item) => item.Amendment is { } amendment ? Of(amendment) : Of(item.Opening, item.Closing);

    private static InterceptionWrite Of(OpeningRecord? opening, ClosingRecord? closing)
    {
        if (opening is not null)
            Complete(opening);
        return new InterceptionWrite
        {
            Opening = opening,
            SessionKey = opening?.SessionKey,
            Prompt = opening?.Prompt is { } text ? new PromptRow { InterceptionId = opening.Id, Text = text, CreatedAt = opening.StartedAt } : null,
            Closing = closing,
            Lookup = opening is not null ? Lookup(opening) : Lookup(closing!),
            ToolUsages = ToolUsages(closing, closing?.EndedAt ?? 0),
            Thoughts = Thoughts(closing, closing?.EndedAt ?? 0),
        };
    }

    private static InterceptionWrite Of(AmendmentRecord amendment) => new()
    {
        Amendment = new ResponseAmendment(amendment, amendment.InterceptionId, amendment.ProjectId, amendment.ProviderName, amendment.ProviderInstance, amendment.Failed),
        ToolUsages = ToolUsages(amendment, amendment.At),
        Thoughts = Thoughts(amendment, amendment.At),
    };

    private static void Complete(OpeningRecord opening)
    {
        opening.CorrelatingToolCallId = opening.LastToolResultId;
        // A journal of an earlier version does not say who it is across tokens.
        if (opening.Person.Length == 0)
            opening.Person = opening.InitiatorId;
    }

    /// <summary>Null when the request answers no call, or comes out of an earlier version's journal.</summary>
    private static ThreadLookup? Lookup(OpeningRecord record) => record is { LastToolResultId: { } call, ConversationHash: { } conversation }
        ? new ThreadLookup(record.ProjectId, call, record.Person, conversation, record.Beginning, record.ContinuedResponseId)
        : null;

    private static ThreadLookup? Lookup(ClosingRecord record) => record is { LastToolResultId: { } call, Person: { } person, ConversationHash: { } conversation }
        ? new ThreadLookup(record.ProjectId, call, person, conversation, record.Beginning, record.ContinuedResponseId)
        : null;

    private static ToolUsageRow[] ToolUsages(ResponseRecord? response, long at)
    {
        if (response?.ToolUses is not { Count: > 0 } uses)
            return [];
        var rows = new ToolUsageRow[uses.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new ToolUsageRow
            {
                ProjectId = response.ProjectId,
                ToolCallId = uses[i].Id,
                Conversation = response.ConversationHash,
                Beginning = response.Beginning ?? 0,
                Tool = uses[i].Name,
                Server = uses[i].Server,
                Input = uses[i].Input,
                CreatedAt = at,
            };
        }

        return rows;
    }

    private static ModelThoughtRow[] Thoughts(ResponseRecord? response, long at)
    {
        if (response?.Thoughts is not { Count: > 0 } thoughts)
            return [];
        var rows = new ModelThoughtRow[thoughts.Count];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = new ModelThoughtRow { Content = thoughts[i].Content, Source = thoughts[i].Source, CreatedAt = at };
        return rows;
    }
}
