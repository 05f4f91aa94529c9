using AiBridge.Recording.Records;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Recording.Writing;

/// <summary>
/// Adds to an interception what a later request has told about its response. What has its usage is whole and left as it is, so
/// that each response counts once, however often it is asked for. Rare: EF's own way is fast enough.
/// </summary>
/// <param name="db">The writer's.</param>
/// <param name="addChildren">Inserts the tool uses and thoughts for an interception.</param>
internal sealed class Amendments(BridgeDb db, Action<ResponseRecord, Guid, long> addChildren)
{
    public void Execute(AmendmentRecord told)
    {
        if (told.InterceptionId is { } begun)
            SetResponseId(begun, told.ProviderResponseId);
        else
            Complete(told);
    }

    private void SetResponseId(Guid id, string? responseId) => db.Interceptions
        .Where(row => row.Id == id && row.ProviderResponseId == null)
        .ExecuteUpdate(set => set.SetProperty(row => row.ProviderResponseId, responseId));

    private void Complete(AmendmentRecord told)
    {
        var rows = db.Interceptions
            .Where(row => row.ProviderResponseId == told.ProviderResponseId && row.ProjectId == told.ProjectId && row.ProviderName == told.ProviderName)
            .Where(row => row.InputTokens == null && row.OutputTokens == null && row.ExtraTokens == null);
        var id = rows.OrderBy(row => row.Id).Select(row => (Guid?)row.Id).FirstOrDefault();
        if (id is not { } interception)
            return;
        SetUsage(interception, told);
        if (told.Failed)
            SetFailed(interception, told);

        Place(interception, told);
        // The whole response tells all of them, also those of a stream that was left halfway.
        if (told.ToolUses is { Count: > 0 })
            db.ToolUsages.Where(row => row.InterceptionId == interception).ExecuteDelete();
        if (told.Thoughts is { Count: > 0 })
            db.ModelThoughts.Where(row => row.InterceptionId == interception).ExecuteDelete();
        addChildren(told, interception, told.At);
    }

    /// <summary>The calls count in the conversation of the interception that they belong to: whoever asked for the response need not say which that is.</summary>
    private void Place(Guid id, AmendmentRecord told)
    {
        var row = db.Interceptions.Where(row => row.Id == id).Select(row => new { row.Person, row.Client, row.AgentId, row.SessionId, row.ThreadRootId }).Single();
        told.ConversationHash = ConversationScope.Hash(row.Person, row.Client, row.AgentId, row.SessionId == row.ThreadRootId.ToString() ? null : row.SessionId);
        told.Beginning = db.ToolUsages.Where(tool => tool.InterceptionId == id).Select(tool => tool.Beginning).FirstOrDefault();
    }

    private void SetUsage(Guid id, AmendmentRecord told)
    {
        var extra = ColumnJson.Extra(told.ExtraTokens);
        db.Interceptions.Where(row => row.Id == id).ExecuteUpdate(set => set
            .SetProperty(row => row.ResponseModel, row => told.ResponseModel ?? row.ResponseModel)
            .SetProperty(row => row.ServiceTier, row => told.ServiceTier ?? row.ServiceTier)
            .SetProperty(row => row.Speed, row => told.Speed ?? row.Speed)
            .SetProperty(row => row.InputTokens, told.InputTokens)
            .SetProperty(row => row.OutputTokens, told.OutputTokens)
            .SetProperty(row => row.CacheReadInputTokens, told.CacheReadInputTokens)
            .SetProperty(row => row.CacheWriteInputTokens, told.CacheWriteInputTokens)
            .SetProperty(row => row.ExtraTokens, extra)
            .SetProperty(row => row.UsagePartial, told.UsagePartial));
    }

    private void SetFailed(Guid id, AmendmentRecord told) => db.Interceptions
        .Where(row => row.Id == id && row.Status == RowWords.Completed)
        .ExecuteUpdate(set => set
            .SetProperty(row => row.Status, RowWords.Failed)
            .SetProperty(row => row.ErrorType, told.ErrorType)
            .SetProperty(row => row.ErrorMessage, told.ErrorMessage));
}
