using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>A word that every event of a stream may tell again: the last one that is not empty stands. It is decoded only when it changes.</summary>
internal sealed class LatestText
{
    private byte[] _raw = [];

    /// <summary>Null when none was told.</summary>
    public string? Text { get; private set; }

    public void Read(JsonValue word)
    {
        if (!word.IsString || word.Text.IsEmpty || word.Text.Raw.SequenceEqual(_raw))
            return;
        _raw = word.Text.Raw.ToArray();
        Text = CutText.Word(word.Text.Decode());
    }
}
