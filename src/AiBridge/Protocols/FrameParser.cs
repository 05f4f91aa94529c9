namespace AiBridge.Protocols;

/// <summary>Finds the frames of one stream, in chunks as they arrive, and gives their content to a <see cref="ResponseReader"/>. Not for use by two threads at once.</summary>
internal abstract class FrameParser : IDisposable
{
    /// <summary>Frames left out because they had too many bytes.</summary>
    public int Oversized { get; protected set; }

    /// <summary>Reads the whole chunk.</summary>
    public abstract FrameProgress Feed(ReadOnlySpan<byte> chunk);

    /// <summary>Reads up to the end of the first frame: what a caller needs that must decide before it reads on.</summary>
    /// <param name="chunk">What has not been consumed yet.</param>
    /// <param name="consumed">The bytes read: through the frame's end, else all of them.</param>
    /// <returns>The frame's meaning; null when none ended.</returns>
    public abstract EventMeaning? Next(ReadOnlySpan<byte> chunk, out int consumed);

    /// <summary>The stream is over: takes a last frame that lacks only its end, and tells the reader.</summary>
    public abstract EventMeaning? End();

    public abstract void Dispose();
}

/// <summary>What one chunk brought.</summary>
/// <param name="DecidedAt">The offset in the chunk just after its first frame that is not preamble; -1 without one.</param>
/// <param name="LastBoundary">The offset in the chunk after which nothing of an unfinished frame stands; -1 without one.</param>
internal readonly record struct FrameProgress(int DecidedAt, int LastBoundary);
