using AiBridge.Recording.Records;

namespace AiBridge.Recording.Writing;

/// <summary>Knows the interceptions that issued the recent tool calls; the others are in the database. Every look-up stays in its project.</summary>
internal sealed class ThreadLinks
{
    private const int GenerationSize = 8192;

    private Dictionary<(string ProjectId, string ToolCallId), ThreadLink> _recent = [];
    private Dictionary<(string ProjectId, string ToolCallId), ThreadLink> _older = [];

    /// <summary>The newest interception of the project that issued the call; null when it is none of the recent ones.</summary>
    public ThreadLink? Find(string projectId, string toolCallId)
    {
        var key = (projectId, toolCallId);
        return _recent.TryGetValue(key, out var link) || _older.TryGetValue(key, out link) ? link : null;
    }

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
