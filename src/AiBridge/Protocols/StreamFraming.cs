namespace AiBridge.Protocols;

/// <summary>
/// A form of streamed answers: how the frames are found in the bytes, and what of ours may stand between and behind them. A frame is
/// the least that a client takes as a whole: an event of an event stream, an element of a list.
/// </summary>
internal abstract class StreamFraming
{
    /// <summary>A whole frame that keeps a silent stream alive and says nothing; empty where clients bear none.</summary>
    public abstract ReadOnlyMemory<byte> Ping { get; }

    /// <summary>Whether the connection is cut behind an end of ours, because clients take a clean close for a whole answer.</summary>
    public abstract bool CutsBehindEnd { get; }

    /// <summary>The frame from which clients understand that the stream has failed; empty where there is none.</summary>
    public abstract byte[] WriteEnd(StreamEnd end);

    /// <summary>Whether a content type says that the body has this form.</summary>
    public abstract bool IsNamedBy(ReadOnlySpan<char> contentType);

    /// <summary>Whether a body that is said to have this form does: JSON, web pages and a proxy's words come under any type. Null: too little has come.</summary>
    /// <param name="begin">What has come first.</param>
    /// <param name="last">No more is waited for.</param>
    public abstract bool? Recognise(ReadOnlySpan<byte> begin, bool last);

    /// <summary>Whether a whole body that is not said to have this form does.</summary>
    public abstract bool IsHiddenIn(ReadOnlySpan<byte> body);

    /// <summary>Finds the frames of one stream for its reader.</summary>
    public abstract FrameParser NewParser(ResponseReader reader);
}
