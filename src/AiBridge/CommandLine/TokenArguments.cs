using System.Globalization;
using System.Text.Json.Nodes;
using AiBridge.Projects;
using AiBridge.Projects.Paging;

namespace AiBridge.CommandLine;

/// <summary>What <c>token create</c> was told, as the fields of a new token; and what is said of those fields, as its options.</summary>
internal static class TokenArguments
{
    private const string Time = "must be a time such as 2027-01-31 or 2027-01-31T12:00:00Z, or a span such as 12h or 90d";

    private static readonly Dictionary<string, string> Options = new() { ["name"] = "--name", ["actorName"] = "--actor", ["permissions"] = "--permissions", ["expiresAt"] = "--expires" };

    public static JsonObject Read(string name, string? actor, string permissions, string? expires, TimeProvider clock) => new()
    {
        ["name"] = name,
        ["actorName"] = string.IsNullOrWhiteSpace(actor) ? null : actor,
        ["permissions"] = new JsonArray([.. permissions.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(pattern => JsonValue.Create(pattern))]),
        ["expiresAt"] = expires is null ? null : Span(expires) is { } span ? (clock.GetUtcNow() + span).ToString("O", CultureInfo.InvariantCulture) : expires,
    };

    public static string Words(RefusedException refusal) => refusal.Errors.Count == 0
        ? refusal.Message
        : string.Join(Environment.NewLine, refusal.Errors.Select(error => $"{Options.GetValueOrDefault(error.Field, error.Field)} {(error.Problem == IsoTime.Problem ? Time : error.Problem)}."));

    private static TimeSpan? Span(string text)
    {
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 36_500)
            return null;
        return text[^1] switch
        {
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            _ => null,
        };
    }
}
