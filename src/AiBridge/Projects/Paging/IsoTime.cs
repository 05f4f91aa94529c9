using System.Globalization;

namespace AiBridge.Projects.Paging;

/// <summary>A date or time as callers write it (ISO 8601), UTC unless it says otherwise. Guesses nothing: 1/2/2030 is none.</summary>
internal static class IsoTime
{
    public const string Problem = "must be an ISO 8601 date or time since 1970, such as 2026-05-04 or 2026-05-04T12:00:00Z";

    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    public static bool TryParse(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time) && time >= DateTimeOffset.UnixEpoch;
}
