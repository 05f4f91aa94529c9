namespace AiBridge.Protocols;

/// <summary>
/// Reads the facts out of one response. One reader per protocol with two inputs: <see cref="OnEvent"/> for each event of a
/// stream, <see cref="OnBody"/> for a whole body. A reader never throws on odd input; it skips what it does not know.
/// </summary>
internal abstract class ResponseReader
{
    public ResponseFacts Facts { get; } = new();

    /// <summary>Takes one server-sent event.</summary>
    /// <param name="name">The <c>event:</c> field, empty when there was none.</param>
    /// <param name="data">The <c>data:</c> lines joined with <c>\n</c>.</param>
    public abstract EventMeaning OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

    /// <summary>Takes the whole body of an answer with a good status; one that is no answer of the protocol sets <see cref="ResponseFacts.Error"/>.</summary>
    public abstract void OnBody(ReadOnlySpan<byte> body);

    /// <summary>Takes the body of an answer whose status is an error.</summary>
    /// <param name="status">The HTTP status, 400 or above.</param>
    /// <param name="body">The body as sent; not always JSON.</param>
    public abstract void OnErrorBody(int status, ReadOnlySpan<byte> body);

    /// <summary>The stream is over, with or without its terminal event: keeps what was begun and not finished.</summary>
    public virtual void OnEnd()
    {
    }
}

/// <summary>What one event means for the relay.</summary>
internal enum EventMeaning
{
    /// <summary>Decides nothing yet: pings, <c>message_start</c>, <c>response.created</c>, role-only chunks, unknown events.</summary>
    Preamble,

    /// <summary>Part of the answer.</summary>
    Content,

    /// <summary>An error event; <see cref="ResponseFacts.Error"/> is set.</summary>
    Error,

    /// <summary>The terminal event of a good stream.</summary>
    Terminal,
}
