using System.Globalization;
using System.Net.Http.Headers;

namespace AiBridge.Upstream;

/// <summary>When an upstream says a limit ends: <c>retry-after-ms</c> and <c>Retry-After</c> win; of the reset headers, which stand on every answer, only those count whose budget is used up.</summary>
internal static class ResetHints
{
    private const string AnthropicPrefix = "anthropic-ratelimit-";
    private const string OpenAiReset = "x-ratelimit-reset-";
    private const string ResetSuffix = "-reset";

    /// <summary>From now; null without a hint.</summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now) => RetryAfter(headers, now) ?? LongestReset(headers, now);

    /// <summary><c>retry-after-ms</c>, else <c>Retry-After</c> as seconds or HTTP date.</summary>
    public static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (Number(Value(headers, "retry-after-ms")) is { } milliseconds)
            return Seconds(milliseconds / 1000);
        var value = Value(headers, "Retry-After");
        if (Number(value) is { } seconds)
            return Seconds(seconds);
        return DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? Until(date, headers, now) : null;
    }

    /// <summary><c>x-should-retry</c>.</summary>
    public static bool? ShouldRetry(HttpResponseHeaders headers) => Value(headers, "x-should-retry")?.ToLowerInvariant() switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };

    /// <summary>A duration as Go prints it: <c>6m0s</c>, <c>20ms</c>, <c>1h2m3.5s</c>; a bare number is seconds.</summary>
    public static TimeSpan? Duration(ReadOnlySpan<char> text)
    {
        if (Number(text) is { } bare)
            return Seconds(bare);
        var total = 0.0;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExcept("0123456789.");
            if (digits <= 0 || Number(text[..digits]) is not { } amount)
                return null;
            text = text[digits..];
            var letters = text.IndexOfAny("0123456789.");
            var unit = letters < 0 ? text : text[..letters];
            text = letters < 0 ? [] : text[letters..];
            if (UnitSeconds(unit) is not { } factor)
                return null;
            total += amount * factor;
        }

        return total > 0 ? Seconds(total) : null;
    }

    private static TimeSpan? LongestReset(HttpResponseHeaders headers, DateTimeOffset now)
    {
        TimeSpan? longest = null;
        foreach (var (name, values) in headers.NonValidated)
        {
            TimeSpan? reset = null;
            if (IsAnthropicReset(name) && UsedUp(headers, name[..^ResetSuffix.Length] + "-remaining"))
                reset = Moment(values.ToString(), headers, now);
            else if (name.StartsWith(OpenAiReset, StringComparison.OrdinalIgnoreCase) && UsedUp(headers, "x-ratelimit-remaining-" + name[OpenAiReset.Length..]))
                reset = Duration(values.ToString());
            if (reset > (longest ?? TimeSpan.MinValue))
                longest = reset;
        }

        return longest;
    }

    private static bool IsAnthropicReset(string name) =>
        name.StartsWith(AnthropicPrefix, StringComparison.OrdinalIgnoreCase) && name.EndsWith(ResetSuffix, StringComparison.OrdinalIgnoreCase);

    private static bool UsedUp(HttpResponseHeaders headers, string name) => Number(Value(headers, name)) == 0;

    private static TimeSpan? Moment(string text, HttpResponseHeaders headers, DateTimeOffset now) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? Until(moment, headers, now) : null;

    /// <summary>A moment of the vendor's clock, which the answer's <c>Date</c> shows: ours may be wrong by hours, and then a limit of seconds would last as long.</summary>
    private static TimeSpan Until(DateTimeOffset moment, HttpResponseHeaders headers, DateTimeOffset now)
    {
        var byOurs = NotNegative(moment - now);
        return headers.Date is { } theirs && moment > theirs && moment - theirs < byOurs ? moment - theirs : byOurs;
    }

    private static double? UnitSeconds(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1e-9,
        "us" or "µs" => 1e-6,
        "ms" => 1e-3,
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86400,
        _ => null,
    };

    private static double? Number(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    // A day is as good as any longer time, and nothing overflows.
    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, 86400));

    private static TimeSpan NotNegative(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;

    private static string? Value(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString().Trim() : null;
}
