namespace AiBridge.Projects;

/// <summary>When a token was used last, to the minute. Noted on the request path without a lock; a later turn of the refresh stores it.</summary>
internal sealed class TokenUse(long? stored)
{
    private const long Minute = 60_000;

    private long _last = stored ?? 0;
    private long _stored = stored ?? 0;

    /// <summary>Unix milliseconds; null when it was never used.</summary>
    public long? Last => Volatile.Read(ref _last) is var last and > 0 ? last : null;

    /// <summary>What is still to be stored; null when nothing is.</summary>
    public long? Unstored => Volatile.Read(ref _last) is var last && last > Volatile.Read(ref _stored) ? last : null;

    public void Note(DateTimeOffset now)
    {
        var minute = now.ToUnixTimeMilliseconds() / Minute * Minute;
        if (minute > Volatile.Read(ref _last))
            Volatile.Write(ref _last, minute);
    }

    public void Stored(long at) => Volatile.Write(ref _stored, at);
}
