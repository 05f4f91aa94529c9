using AiBridge.Recording.Records;
using AiBridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Recording.Writing;

/// <summary>
/// Finds the interception that issued a tool call: in a bounded memory of the recent ones, else in the database. Every look-up
/// stays in its project.
/// </summary>
internal sealed class ThreadLinks
{
    private const int GenerationSize = 8192;

    private static readonly Func<BridgeDb, string, string, ThreadLink?> InDatabase = EF.CompileQuery(
        (BridgeDb db, string projectId, string toolCallId) => db.ToolUsages
            .Where(tool => tool.ProjectId == projectId && tool.ToolCallId == toolCallId)
            .OrderByDescending(tool => tool.Id)
            .Join(db.Interceptions, tool => tool.InterceptionId, row => row.Id, (_, row) => (ThreadLink?)new ThreadLink(row.Id, row.ThreadRootId))
            .FirstOrDefault());

    private static readonly Func<BridgeDb, Guid, Guid?> RootInDatabase = EF.CompileQuery(
        (BridgeDb db, Guid id) => db.Interceptions
            .Where(row => row.Id == id && row.ThreadParentId != null)
            .Select(row => (Guid?)row.ThreadRootId)
            .FirstOrDefault());

    private Dictionary<(string ProjectId, string ToolCallId), ThreadLink> _recent = [];
    private Dictionary<(string ProjectId, string ToolCallId), ThreadLink> _older = [];

    /// <summary>The newest interception of the project that issued the call; null when it is not known.</summary>
    public ThreadLink? Find(BridgeDb db, string projectId, string? toolCallId)
    {
        if (toolCallId is null)
            return null;
        var key = (projectId, toolCallId);
        if (_recent.TryGetValue(key, out var link) || _older.TryGetValue(key, out link))
            return link;
        return InDatabase(db, projectId, toolCallId);
    }

    /// <summary>The root of a row that has its parent; null when it has none.</summary>
    public static Guid? RootWhenLinked(BridgeDb db, Guid id) => RootInDatabase(db, id);

    /// <summary>Remembers the tool calls an interception has issued.</summary>
    public void Remember(ClosingRecord closing, Guid rootId)
    {
        foreach (var tool in closing.ToolUses ?? [])
        {
            if (_recent.Count >= GenerationSize)
                (_older, _recent) = (_recent, []);
            _recent[(closing.ProjectId, tool.Id)] = new ThreadLink(closing.Id, rootId);
        }
    }
}
