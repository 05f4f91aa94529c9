namespace AiBridge.Protocols;

/// <summary>
/// The tool calls of a stream while their inputs arrive. Parallel calls may end in any order; the facts hold them in the
/// order in which they were begun. A call that has ended may still be told more.
/// </summary>
internal sealed class ToolCallDrafts(List<ToolUse> done)
{
    private readonly List<ToolCallDraft> _drafts = [];

    public int Count => _drafts.Count;

    /// <summary>The key of a call that is numbered inside a group.</summary>
    public static long Key(long group, long number) => (group << 32) | (number & uint.MaxValue);

    /// <summary>The last call of which it is true; null without one.</summary>
    public ToolCallDraft? Last(Predicate<ToolCallDraft> isIt) => _drafts.FindLast(isIt);

    /// <summary>The last call begun under the key; null without one.</summary>
    public ToolCallDraft? Last(long key)
    {
        for (var i = _drafts.Count - 1; i >= 0; i--)
        {
            if (_drafts[i].Key == key)
                return _drafts[i];
        }

        return null;
    }

    /// <summary>The last call of the group; null without one.</summary>
    public ToolCallDraft? LastOf(long group) => _drafts.FindLast(draft => draft.Group == group);

    public ToolCallDraft Begin(long key)
    {
        var draft = new ToolCallDraft(key);
        _drafts.Add(draft);
        return draft;
    }

    /// <summary>Puts the call into the facts, in its place; one that is there already as it is now.</summary>
    public void End(ToolCallDraft draft)
    {
        if (draft.IsReported)
            return;
        var place = 0;
        foreach (var earlier in _drafts)
        {
            if (ReferenceEquals(earlier, draft))
                break;
            if (earlier.Ended)
                place++;
        }

        if (draft.Ended)
            done[place] = draft.ToToolUse();
        else
            done.Insert(place, draft.ToToolUse());
        draft.Ended = draft.IsReported = true;
    }

    /// <summary>Ends the calls of a group.</summary>
    public void EndGroup(long group)
    {
        foreach (var draft in _drafts)
        {
            if (draft.Group == group)
                End(draft);
        }
    }

    /// <summary>Puts what is left into the facts, with as much of the input as came.</summary>
    public void EndAll()
    {
        foreach (var draft in _drafts)
            End(draft);
    }
}
