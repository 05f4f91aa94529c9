namespace AiBridge.Protocols;

/// <summary>
/// The tool calls of a stream while their inputs arrive. Parallel calls may end in any order; the facts hold them in the
/// order in which they were begun.
/// </summary>
internal sealed class ToolCallDrafts(List<ToolUse> done)
{
    private readonly List<ToolCallDraft> _drafts = [];

    /// <summary>The key of a call that is numbered inside a group.</summary>
    public static long Key(long group, long number) => (group << 32) | (number & uint.MaxValue);

    /// <summary>The call with the id that has not ended; null without one.</summary>
    public ToolCallDraft? Open(string id) => _drafts.Find(draft => draft.Id == id && !draft.Ended);

    /// <summary>The last call begun under the key that has not ended; null without one.</summary>
    public ToolCallDraft? Open(long key)
    {
        for (var i = _drafts.Count - 1; i >= 0; i--)
        {
            if (_drafts[i].Key == key && !_drafts[i].Ended)
                return _drafts[i];
        }

        return null;
    }

    public ToolCallDraft Begin(long key)
    {
        var draft = new ToolCallDraft(key);
        _drafts.Add(draft);
        return draft;
    }

    /// <summary>Puts the call into the facts, in its place.</summary>
    public void End(ToolCallDraft draft)
    {
        if (draft.Ended)
            return;
        var place = 0;
        foreach (var earlier in _drafts)
        {
            if (ReferenceEquals(earlier, draft))
                break;
            if (earlier.Ended)
                place++;
        }

        draft.Ended = true;
        done.Insert(place, draft.ToToolUse());
    }

    /// <summary>Ends the calls of a group.</summary>
    public void EndGroup(long group)
    {
        foreach (var draft in _drafts)
        {
            if (draft.Key >> 32 == group)
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

/// <summary>A tool call whose input is still arriving.</summary>
internal sealed class ToolCallDraft(long key)
{
    /// <summary>What the stream names the call by.</summary>
    public long Key { get; } = key;

    public string? Id { get; set; }

    public string? Name { get; set; }

    /// <summary>The input's fragments.</summary>
    public FragmentBuffer Fragments { get; } = new();

    /// <summary>The input when it came in one piece; stands when there are no fragments.</summary>
    public string? WholeInput { get; set; }

    public bool Ended { get; set; }

    public ToolUse ToToolUse() => new(Id ?? "", Name ?? "", Fragments.IsEmpty ? WholeInput ?? "" : Fragments.Decode());
}
