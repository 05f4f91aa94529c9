namespace AiBridge.Protocols;

/// <summary>
/// The tool calls of an answer while their inputs arrive. Parallel calls may end in any order; they are told in the order in
/// which they were begun. A call that has ended may still be told more. Each question is answered without a walk over all
/// calls: an answer may have any number of them. Where two are alike, the one begun last is meant.
/// </summary>
internal sealed class ToolCallDrafts(FactsBudget budget)
{
    private readonly List<ToolCallDraft> _begun = [];
    private Index? _index;
    private int _allEndedBefore;

    public int Count => _begun.Count;

    /// <summary>The tool that was named last; null before.</summary>
    public string? LastNamed { get; private set; }

    /// <summary>Some of the input of any of them has come.</summary>
    public bool HasInput { get; set; }

    /// <summary>Those that have ended, each with as much of its input as came.</summary>
    public IReadOnlyList<ToolUse> Ended()
    {
        var uses = new List<ToolUse>();
        foreach (var draft in _begun)
        {
            if (draft.Ended)
                uses.Add(draft.ToToolUse());
        }

        return uses;
    }

    /// <summary>Their names alone.</summary>
    public IEnumerable<string> EndedNames()
    {
        foreach (var draft in _begun)
        {
            if (draft.Ended)
                yield return draft.Name ?? "";
        }
    }

    /// <summary>The last call begun under the number; null without one.</summary>
    public ToolCallDraft? Last(long number, long group = 0) => _index?.Numbers.GetValueOrDefault((group, number));

    /// <summary>The last call of the group; null without one.</summary>
    public ToolCallDraft? LastOf(long group) => _index is { } index && index.Open.TryGetValue(group, out var calls) ? calls.Last : null;

    /// <summary>The call of the group that has the id; null without one.</summary>
    public ToolCallDraft? WithId(string id, long group = 0) => _index?.Ids.GetValueOrDefault((group, id));

    /// <summary>The call whose item has the id; null without one.</summary>
    public ToolCallDraft? WithItemId(string id) => _index?.ItemIds.GetValueOrDefault(id);

    /// <summary>The last call of the group that has not ended; null without one.</summary>
    public ToolCallDraft? LastOpen(long group = 0)
    {
        if (_index is not { } index || !index.Open.TryGetValue(group, out var calls))
            return null;
        while (calls.Open is [.., { Ended: true }])
            calls.Open.RemoveAt(calls.Open.Count - 1);
        return calls.Open is [.., var last] ? last : null;
    }

    /// <summary>A call begins. One for which the budget has no room is nobody's: what is told of it is not kept.</summary>
    public ToolCallDraft Begin(long number, long group = 0)
    {
        if (!budget.TryTake(FactsBudget.Fact))
            return new ToolCallDraft(group, place: -1, budget, this);
        var index = _index ??= new Index();
        var draft = new ToolCallDraft(group, _begun.Count, budget, this);
        _begun.Add(draft);
        index.Numbers[(group, number)] = draft;
        if (!index.Open.TryGetValue(group, out var calls))
            index.Open[group] = calls = new OpenCalls();
        calls.Last = draft;
        calls.Open.Add(draft);
        return draft;
    }

    /// <summary>Gives the call an id or a name, in the place of a former one; null leaves what it has.</summary>
    public void Identify(ToolCallDraft draft, string? id, string? name)
    {
        if (draft.Place < 0 || budget.IsSpent)
            return;
        draft.Name = name ?? draft.Name;
        LastNamed = name ?? LastNamed;
        if (id is null || id == draft.Id)
            return;
        Move(_index!.Ids, (draft.Group, draft.Id ?? id), (draft.Group, id), draft);
        draft.Id = id;
    }

    /// <summary>Gives the call's item an id, in the place of a former one; null leaves what it has.</summary>
    public void IdentifyItem(ToolCallDraft draft, string? id)
    {
        if (draft.Place < 0 || budget.IsSpent || id is null || id == draft.ItemId)
            return;
        Move(_index!.ItemIds, draft.ItemId ?? id, id, draft);
        draft.ItemId = id;
    }

    /// <summary>The call is told.</summary>
    public static void End(ToolCallDraft draft) => draft.Ended = true;

    /// <summary>Ends the calls of a group.</summary>
    public void EndGroup(long group)
    {
        if (_index is not { } index || !index.Open.TryGetValue(group, out var calls))
            return;
        calls.Open.ForEach(End);
        calls.Open.Clear();
    }

    /// <summary>Ends what is left, with as much of the input as came.</summary>
    public void EndAll()
    {
        for (; _allEndedBefore < _begun.Count; _allEndedBefore++)
            End(_begun[_allEndedBefore]);
    }

    private static void Move<TKey>(Dictionary<TKey, ToolCallDraft> known, TKey from, TKey to, ToolCallDraft draft)
        where TKey : notnull
    {
        if (known.GetValueOrDefault(from) == draft)
            known.Remove(from);
        if (!known.TryGetValue(to, out var other) || other.Place < draft.Place)
            known[to] = draft;
    }

    /// <summary>Where to find them; most answers have none.</summary>
    private sealed class Index
    {
        public Dictionary<(long Group, long Number), ToolCallDraft> Numbers { get; } = [];

        public Dictionary<(long Group, string Id), ToolCallDraft> Ids { get; } = [];

        public Dictionary<string, ToolCallDraft> ItemIds { get; } = new(StringComparer.Ordinal);

        public Dictionary<long, OpenCalls> Open { get; } = [];
    }

    /// <summary>The calls of a group: the last one, and those that may not have ended.</summary>
    private sealed class OpenCalls
    {
        public ToolCallDraft? Last { get; set; }

        public List<ToolCallDraft> Open { get; } = [];
    }
}
