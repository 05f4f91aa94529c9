namespace AiBridge.Projects.Audit;

/// <summary>How many refused writes without a good token are audited: anybody can make them, and they must not fill the disk.</summary>
internal sealed partial class AnonymousWrites(TimeProvider clock, ILogger<AnonymousWrites> logger)
{
    public const int MostPerMinute = 60;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _begun;
    private int _seen;

    /// <summary>Whether one more is written; that others are left out is told once, when it begins.</summary>
    public bool MayWrite()
    {
        lock (_lock)
        {
            if (_begun is not { } begun || clock.GetElapsedTime(begun) >= Minute)
                (_begun, _seen) = (clock.GetTimestamp(), 0);
            if (++_seen == MostPerMinute + 1)
                Log.LeftOut(logger, MostPerMinute);
            return _seen <= MostPerMinute;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1911, LogLevel.Warning, "More than {Count} writes without a good token within a minute; until it ends the others are left out of the audit log")]
        public static partial void LeftOut(ILogger logger, int count);
    }
}
