namespace AiBridge.Providers.Health;

/// <summary>
/// Moments of the monotonic clock, which nobody sets. Whatever lasts is measured with it; the wall clock only tells people, and
/// turns a vendor's date into a duration once, when it comes in.
/// </summary>
internal static class Timestamps
{
    /// <summary>Before every timestamp.</summary>
    public const long Past = long.MinValue;

    /// <summary>The timestamp that far ahead.</summary>
    public static long After(this TimeProvider clock, TimeSpan span) => clock.GetTimestamp() + clock.InTimestamps(span);

    public static long InTimestamps(this TimeProvider clock, TimeSpan span) => (long)(span.Ticks * ((double)clock.TimestampFrequency / TimeSpan.TicksPerSecond));

    /// <summary>How long until then; nothing when it has passed.</summary>
    public static TimeSpan Until(this TimeProvider clock, long timestamp) =>
        clock.GetTimestamp() is var now && timestamp > now ? clock.GetElapsedTime(now, timestamp) : TimeSpan.Zero;

    /// <summary>What the wall clock will show then, to tell people.</summary>
    public static DateTimeOffset WallTime(this TimeProvider clock, long timestamp) =>
        clock.GetUtcNow() + clock.GetElapsedTime(clock.GetTimestamp(), timestamp);
}
