using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>A tool call whose input is still arriving.</summary>
/// <param name="group">What the stream numbers apart: the choice.</param>
/// <param name="place">How many were begun before it; negative when there is no room for it among the facts.</param>
/// <param name="budget">What it may hold.</param>
/// <param name="siblings">All calls of the answer.</param>
internal sealed class ToolCallDraft(long group, int place, FactsBudget budget, ToolCallDrafts siblings)
{
    private readonly FragmentBuffer _fragments = new(budget);
    private string? _whole;

    public long Group => group;

    public int Place => place;

    /// <summary>See <see cref="ToolCallDrafts.Identify"/>.</summary>
    public string? Id { get; set; }

    /// <summary>The id of the stream's item, where it has one of its own beside the call's. See <see cref="ToolCallDrafts.IdentifyItem"/>.</summary>
    public string? ItemId { get; set; }

    /// <summary>The id is the one that the call's result will name.</summary>
    public bool IsCallId { get; set; }

    public string? Name { get; set; }

    public string? Server { get; set; }

    /// <summary>It is among the facts.</summary>
    public bool Ended { get; set; }

    public bool HasInput => !_fragments.IsEmpty || !string.IsNullOrEmpty(_whole);

    /// <summary>The input so far is one whole JSON object.</summary>
    public bool HasWholeObject => _fragments.IsEmpty ? _whole is { Length: > 0 } : _fragments.IsJsonObject();

    /// <summary>A piece of the input.</summary>
    public void Append(JsonText fragment)
    {
        siblings.HasInput |= !fragment.IsEmpty;
        _fragments.Append(fragment);
    }

    /// <summary>The input in one piece, in the place of what came before.</summary>
    public void Replace(string input)
    {
        // With an empty object a call begins whose input comes in pieces.
        siblings.HasInput |= input is not ("" or "{}");
        _fragments.Clear();
        budget.Return(_whole?.Length ?? 0);
        _whole = budget.TryTake(input.Length) ? input : null;
    }

    public bool InputIs(JsonText text) => (_fragments.IsEmpty ? _whole : _fragments.Decode()) == text.Decode();

    public ToolUse ToToolUse() => new(Id ?? "", Name ?? "", _fragments.IsEmpty ? _whole ?? "" : _fragments.Decode(), Server);
}
