using System.Globalization;
using AiBridge.Management;
using AiBridge.Projects;

namespace AiBridge.CommandLine;

/// <summary>Reads what <c>token create</c> was told.</summary>
internal static class TokenArguments
{
    /// <summary>The token without its project; null when something is wrong, which <paramref name="problem"/> then says.</summary>
    public static NewToken? Read(string name, string? actor, string permissions, string? expires, TimeProvider clock, out string problem)
    {
        var patterns = permissions.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        DateTimeOffset? expiry = expires is null ? null : Expiry(expires, clock.GetUtcNow());
        problem = "";
        if (string.IsNullOrWhiteSpace(name))
            problem = "--name is empty.";
        else if (patterns.Length == 0 || patterns.Any(pattern => !PermissionPattern.IsGood(pattern)))
            problem = $"--permissions must be permissions there are, all of a service (interceptions:*) or *, joined with commas: {string.Join(", ", PermissionPattern.All)}.";
        else if (expires is not null && expiry is null)
            problem = "--expires must be a time such as 2027-01-31 or 2027-01-31T12:00:00Z, or a span such as 12h or 90d.";
        else if (expiry <= clock.GetUtcNow())
            problem = "--expires is in the past.";
        return problem.Length == 0 ? new NewToken("", name, patterns, string.IsNullOrWhiteSpace(actor) ? null : actor, ExpiresAt: expiry) : null;
    }

    private static DateTimeOffset? Expiry(string text, DateTimeOffset now)
    {
        if (IsoTime.TryParse(text, out var time))
            return time;
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 36_500)
            return null;
        return text[^1] switch
        {
            'h' => now.AddHours(count),
            'd' => now.AddDays(count),
            _ => null,
        };
    }
}
