using AiBridge.Protocols.Chats;

namespace AiBridge.Protocols;

/// <summary>
/// A wire protocol whose traffic is understood: all in which one differs from another. Each lies in its own folder as the one
/// instance of its class and is named by the rows of the provider types alone; everybody else asks what stands here. What comes
/// over the wire is never trusted: nothing here throws on odd input.
/// </summary>
/// <param name="name">Stored with every record and told by the API: never changed.</param>
internal abstract class WireProtocol(string name)
{
    public string Name { get; } = name;

    /// <summary>The forms that its streamed answers have. The content type says which one it is, whatever was asked for.</summary>
    protected abstract StreamFraming[] Framings { get; }

    /// <summary>The provider keeps responses, and a later request may go on from one by its id.</summary>
    public abstract bool StoresResponses { get; }

    /// <summary>Reads what a request asks for.</summary>
    /// <param name="path">The raw path after the provider's name: some say there which model is meant and whether to stream.</param>
    /// <param name="body">The body, decoded.</param>
    /// <param name="reading">What the client puts around a person's words, and where memory comes from.</param>
    /// <param name="facts">What was found.</param>
    /// <returns>False when the body is not one whole JSON object.</returns>
    public abstract bool TryReadRequest(ReadOnlySpan<char> path, ReadOnlySpan<byte> body, in RequestReading reading, out RequestFacts facts);

    /// <summary>Tells the texts that every request of one conversation begins with. See <see cref="ConversationOpening"/>.</summary>
    public abstract void ReadOpening(ReadOnlySpan<byte> body, OpeningText take);

    /// <summary>A new reader for one response.</summary>
    public abstract ResponseReader NewResponseReader();

    /// <summary>The status that an error in a stream stands for; null for one that stays in its stream.</summary>
    public abstract int? StatusOf(ResponseError error);

    /// <summary>The body of an answer with that status.</summary>
    /// <param name="frame">The data of the frame in which the error came.</param>
    /// <param name="status">What it stands for.</param>
    public abstract byte[] WriteError(ReadOnlySpan<byte> frame, int status);

    /// <summary>The smallest request that the model answers.</summary>
    /// <param name="path">The route's, below the provider's base URL.</param>
    /// <param name="model">As requests name it.</param>
    /// <param name="outputLimit">The member that bounds an answer, where vendors name it differently.</param>
    public abstract ProbeRequest WriteProbe(string path, string model, string outputLimit);

    /// <summary>How the bridge's own chat speaks it; null where it does not.</summary>
    public virtual ChatTranslation? Chat => null;

    /// <summary>The form of a body with that content type; null for one that is no stream.</summary>
    public StreamFraming? FramingOf(ReadOnlySpan<char> contentType)
    {
        foreach (var framing in Framings)
        {
            if (framing.IsNamedBy(contentType))
                return framing;
        }

        return null;
    }

    /// <summary>The form of a whole body whose content type does not tell it; null for one that is no stream.</summary>
    public StreamFraming? HiddenFramingOf(ReadOnlySpan<byte> body)
    {
        foreach (var framing in Framings)
        {
            if (framing.IsHiddenIn(body))
                return framing;
        }

        return null;
    }
}

/// <summary>A request that asks a model for next to nothing.</summary>
/// <param name="Target">Path and query below the provider's base URL.</param>
/// <param name="Body">JSON.</param>
internal sealed record ProbeRequest(string Target, byte[] Body);
