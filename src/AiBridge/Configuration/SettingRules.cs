using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace AiBridge.Configuration;

/// <summary>The limits written at an option, in words. Values are repeated unless the option may hold a secret.</summary>
internal static class SettingRules
{
    /// <summary>A word of a closed list in the list's own spelling; anything else unchanged.</summary>
    public static object Normalise(Setting setting, object value) =>
        value is string text && setting.Rule<AllowedValuesAttribute>() is { } allowed
            ? allowed.Values.OfType<string>().FirstOrDefault(word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase)) ?? text
            : value;

    /// <summary>Null when the value keeps every limit.</summary>
    public static string? Problem(Setting setting, object? value)
    {
        foreach (var rule in setting.Property.GetCustomAttributes(typeof(ValidationAttribute), inherit: true))
        {
            var problem = rule switch
            {
                RangeAttribute range => OutOfRange(range, value is TimeSpan span ? span.TotalSeconds : value),
                AllowedValuesAttribute allowed when !allowed.Values.Contains(value) => NoWord(allowed.Values),
                RequiredAttribute when value is null or "" => "is missing",
                _ => null,
            };
            if (problem is not null)
                return WithValue(setting, problem, value);
            if (TooMuch(rule, value) is { } much)
                return much;
        }

        return null;
    }

    /// <summary>What is said of a text that is not in a closed list.</summary>
    public static string NoWord(Setting setting, string text) => WithValue(setting, NoWord(SettingWords.Of(setting.Shape.Type)), text);

    private static string NoWord(IEnumerable<object?> words) => $"must be one of {string.Join(", ", words.Select(word => $"\"{word}\""))}";

    // As doubles: the attribute's own check throws on a long beyond its int bounds.
    private static string? OutOfRange(RangeAttribute range, object? value)
    {
        var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        var within = number >= Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture) && number <= Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
        return within ? null : $"must be between {Invariant(range.Minimum)} and {Invariant(range.Maximum)}";
    }

    private static string? TooMuch(object rule, object? value) => (rule, value) switch
    {
        (StringLengthAttribute length, string { Length: > 0 } text) when !length.IsValid(text) => $"must be {length.MinimumLength} to {length.MaximumLength} characters long",
        (MaxLengthAttribute most, ICollection items) when items.Count > most.Length => $"must be at most {most.Length}",
        _ => null,
    };

    private static string WithValue(Setting setting, string problem, object? value) =>
        value is null or "" || setting.IsSecret ? problem : $"{problem}, not {Invariant(value is TimeSpan span ? span.TotalSeconds : value)}";

    private static string Invariant(object? value) => value is string text ? $"\"{text}\"" : string.Create(CultureInfo.InvariantCulture, $"{value}");
}
