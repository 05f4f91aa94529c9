using AiBridge.Storage.Records;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage;

/// <summary>
/// Adds to an interception what a later request has told about its response. What has its usage is whole and left as it is, so
/// that each response counts once, however often it is asked for. Rare: EF's own way is fast enough.
/// </summary>
/// <param name="db">The session's.</param>
/// <param name="setTold">Sets those columns of <see cref="ResponseColumns"/> that are told, of an interception.</param>
/// <param name="addParts">Inserts tool usages and thoughts for an interception.</param>
internal sealed class Amendments(BridgeDb db, Action<ResponseColumns, Guid> setTold, Action<InterceptionWrite, Guid> addParts)
{
    public void Execute(InterceptionWrite write)
    {
        var told = write.Amendment!;
        if (told.InterceptionId is { } begun)
            SetResponseId(begun, told.Columns.ProviderResponseId);
        else if (Find(told) is { } interception)
            Complete(write, told, interception);
    }

    private void SetResponseId(Guid id, string? responseId) => db.Interceptions
        .Where(row => row.Id == id && row.ProviderResponseId == null)
        .ExecuteUpdate(set => set.SetProperty(row => row.ProviderResponseId, responseId));

    private Guid? Find(ResponseAmendment told) => db.Interceptions
        .Where(row => row.ProviderResponseId == told.Columns.ProviderResponseId && row.ProjectId == told.ProjectId && row.ProviderName == told.ProviderName)
        // Another provider that stood under the name for a while tells nothing of what this one gave.
        .Where(row => told.ProviderInstance == null || row.ProviderInstance == null || row.ProviderInstance == told.ProviderInstance)
        .Where(row => row.InputTokens == null && row.OutputTokens == null && row.ExtraTokens == null)
        .OrderBy(row => row.Id).Select(row => (Guid?)row.Id).FirstOrDefault();

    private void Complete(InterceptionWrite write, ResponseAmendment told, Guid interception)
    {
        setTold(told.Columns, interception);
        if (told.Failed)
            SetFailed(interception, told.Columns);

        Place(interception, write.ToolUsages);
        // The whole response tells all of them, also those of a stream that was left halfway.
        if (write.ToolUsages.Count > 0)
            db.ToolUsages.Where(row => row.InterceptionId == interception).ExecuteDelete();
        if (write.Thoughts.Count > 0)
            db.ModelThoughts.Where(row => row.InterceptionId == interception).ExecuteDelete();
        addParts(write, interception);
    }

    /// <summary>The calls count in the conversation of the interception that they belong to: whoever asked for the response need not say which that is.</summary>
    private void Place(Guid id, IReadOnlyList<ToolUsageRow> calls)
    {
        if (calls.Count == 0)
            return;
        var row = db.Interceptions.Where(row => row.Id == id).Select(row => new { row.Person, row.Client, row.AgentId, row.SessionId, row.ThreadRootId }).Single();
        var conversation = ConversationHash.Of(row.Person, row.Client, row.AgentId, row.SessionId == row.ThreadRootId.ToString() ? null : row.SessionId);
        var beginning = db.ToolUsages.Where(tool => tool.InterceptionId == id).Select(tool => tool.Beginning).FirstOrDefault();
        foreach (var call in calls)
            (call.Conversation, call.Beginning) = (conversation, beginning);
    }

    private void SetFailed(Guid id, ClosingColumns told) => db.Interceptions
        .Where(row => row.Id == id && row.Status == RowWords.Completed)
        .ExecuteUpdate(set => set
            .SetProperty(row => row.Status, RowWords.Failed)
            .SetProperty(row => row.ErrorType, told.ErrorType)
            .SetProperty(row => row.ErrorMessage, told.ErrorMessage));
}
