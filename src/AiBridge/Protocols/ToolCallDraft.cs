using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>A tool call whose input is still arriving.</summary>
internal sealed class ToolCallDraft(long key)
{
    private readonly FragmentBuffer _fragments = new();
    private string? _whole;

    /// <summary>What the stream names the call by.</summary>
    public long Key { get; } = key;

    public long Group => Key >> 32;

    public string? Id { get; private set; }

    /// <summary>The id of the stream's item, where it has one of its own beside the call's.</summary>
    public string? ItemId { get; set; }

    /// <summary>The id is the one that the call's result will name.</summary>
    public bool IsCallId { get; set; }

    public string? Name { get; private set; }

    public string? Server { get; set; }

    /// <summary>It is among the facts.</summary>
    public bool Ended { get; set; }

    /// <summary>It is among the facts as it is now.</summary>
    public bool IsReported { get; set; }

    public bool HasInput => !_fragments.IsEmpty || !string.IsNullOrEmpty(_whole);

    /// <summary>The input so far is one whole JSON object.</summary>
    public bool HasWholeObject => _fragments.IsEmpty ? _whole is { Length: > 0 } : _fragments.IsJsonObject();

    public void Identify(string? id, string? name)
    {
        (Id, Name) = (id ?? Id, name ?? Name);
        IsReported = false;
    }

    /// <summary>A piece of the input.</summary>
    public void Append(JsonText fragment)
    {
        _fragments.Append(fragment);
        IsReported = false;
    }

    /// <summary>The input in one piece, in the place of what came before.</summary>
    public void Replace(string input)
    {
        _fragments.Clear();
        _whole = input;
        IsReported = false;
    }

    public bool InputIs(JsonText text) => (_fragments.IsEmpty ? _whole : _fragments.Decode()) == text.Decode();

    public ToolUse ToToolUse() => new(Id ?? "", Name ?? "", _fragments.IsEmpty ? _whole ?? "" : _fragments.Decode(), Server);
}
