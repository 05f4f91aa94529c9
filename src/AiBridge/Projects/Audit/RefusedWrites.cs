namespace AiBridge.Projects.Audit;

/// <summary>How many refused writes of one caller are audited: whoever is refused can ask as often as it likes, and must not fill the disk. All who have no good token are one caller.</summary>
internal sealed partial class RefusedWrites(TimeProvider clock, ILogger<RefusedWrites> logger)
{
    public const int MostPerMinute = 60;

    /// <summary>More are counted together: tokens are made by hand, but a token may make others.</summary>
    private const int MostCallers = 1_000;
    private const string Others = "";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private long? _begun;

    /// <summary>Whether one more is written; that others are left out is told once a caller and minute, when it begins.</summary>
    /// <param name="tokenId">Whose; null without a good token.</param>
    public bool MayWrite(string? tokenId)
    {
        lock (_lock)
        {
            if (_begun is not { } begun || clock.GetElapsedTime(begun) >= Minute)
            {
                _seen.Clear();
                _begun = clock.GetTimestamp();
            }

            var caller = tokenId is not null && (_seen.ContainsKey(tokenId) || _seen.Count < MostCallers) ? tokenId : Others;
            var seen = _seen.GetValueOrDefault(caller) + 1;
            if (seen > MostPerMinute + 1)
                return false;
            _seen[caller] = seen;
            if (seen <= MostPerMinute)
                return true;
            Log.LeftOut(logger, MostPerMinute, caller == Others ? "without a good token" : "of the token " + caller);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1911, LogLevel.Warning, "More than {Count} writes {Whose} were refused within a minute; until it ends the others are left out of the audit log")]
        public static partial void LeftOut(ILogger logger, int count, string whose);
    }
}
