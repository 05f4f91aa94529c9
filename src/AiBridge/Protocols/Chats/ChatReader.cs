using System.Text;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.Chats;

/// <summary>
/// Reads the words of an answer and why it ends, which nobody keeps who only relays it. What an event means for the stream, and what is wrong
/// with an answer, the protocol's own reader says.
/// </summary>
/// <param name="inner">The protocol's own.</param>
internal abstract class ChatReader(ResponseReader inner) : ResponseReader
{
    private readonly StringBuilder _text = new();

    /// <summary>Null until it was told.</summary>
    public FinishReason? Finish { get; protected set; }

    /// <summary>The terminal event, or the whole body, was read.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>What the answer says went wrong; null for nothing.</summary>
    public ResponseError? Error => inner.Facts.Error;

    /// <summary>Some words have come, taken or not.</summary>
    protected bool HasText { get; private set; }

    /// <summary>The words that have come since this was called last.</summary>
    public string TakeText()
    {
        var text = _text.ToString();
        _text.Clear();
        return text;
    }

    public sealed override EventMeaning OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (JsonValue.TryReadObject(data, out var json))
            ReadEvent(json);
        var meaning = inner.OnEvent(name, data);
        IsEnded |= meaning is EventMeaning.Terminal or EventMeaning.Error;
        return meaning;
    }

    public sealed override void OnBody(ReadOnlySpan<byte> body)
    {
        if (JsonValue.TryReadObject(ByteOrderMark.Without(body), out var json))
            ReadBody(json);
        inner.OnBody(body);
        IsEnded = true;
    }

    public sealed override void OnErrorBody(int status, ReadOnlySpan<byte> body) => inner.OnErrorBody(status, body);

    public sealed override void OnEnd() => inner.OnEnd();

    protected abstract void ReadEvent(JsonValue json);

    protected abstract void ReadBody(JsonValue json);

    /// <summary>Takes a piece of the answer's text; anything else is none.</summary>
    protected void Say(JsonValue piece)
    {
        if (piece.AsNonEmptyString() is not { } text)
            return;
        HasText = true;
        _text.Append(text);
    }

    /// <summary>Takes the reason, if there is one; a later one stands in place of an earlier.</summary>
    protected void End(JsonValue reason) => Finish = FinishReasons.Of(reason.AsWord()) ?? Finish;
}
