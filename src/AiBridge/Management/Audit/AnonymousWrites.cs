namespace AiBridge.Management.Audit;

/// <summary>How many writes without a good token are audited: anybody can make them, and they must not fill the disk.</summary>
internal sealed partial class AnonymousWrites(TimeProvider clock, ILogger<AnonymousWrites> logger)
{
    public const int MostPerMinute = 60;

    private readonly Lock _lock = new();
    private long _minute;
    private int _seen;

    /// <summary>Whether one more is written; those left out are counted in the log.</summary>
    public bool MayWrite()
    {
        var minute = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        lock (_lock)
        {
            if (minute != _minute)
            {
                if (_seen > MostPerMinute)
                    Log.LeftOut(logger, _seen - MostPerMinute);
                (_minute, _seen) = (minute, 0);
            }

            return ++_seen <= MostPerMinute;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1911, LogLevel.Warning, "{Count} refused writes without a good token were left out of the audit log")]
        public static partial void LeftOut(ILogger logger, int count);
    }
}
