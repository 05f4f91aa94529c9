using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>A word that every event of a stream may tell again: the last one that is not empty stands. It is decoded only when it changes.</summary>
internal sealed class LatestText
{
    /// <summary>What lies behind that many bytes changes nothing of a word of which only the beginning is kept.</summary>
    private const int Compared = 8 * CutText.LongestWord;

    private byte[] _raw = [];

    /// <summary>Null when none was told.</summary>
    public string? Text { get; private set; }

    public void Read(JsonValue word)
    {
        if (!word.IsString || word.Text.IsEmpty)
            return;
        var raw = word.Text.Raw[..Math.Min(word.Text.Raw.Length, Compared)];
        if (raw.SequenceEqual(_raw))
            return;
        _raw = raw.ToArray();
        Text = word.Text.Word();
    }
}
