using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace AiBridge.Configuration;

/// <summary>The limits written at an option, in words. Values are repeated unless the option may hold a secret.</summary>
internal static class SettingRules
{
    /// <summary>A word of a closed list in the list's own spelling; anything else unchanged.</summary>
    public static object Normalise(PropertyInfo property, object value) =>
        value is string text && property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed
            ? allowed.Values.OfType<string>().FirstOrDefault(word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase)) ?? text
            : value;

    /// <summary>Null when the value keeps every limit.</summary>
    public static string? Problem(PropertyInfo property, object? value)
    {
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
        {
            var problem = rule switch
            {
                RangeAttribute range => OutOfRange(range, value),
                AllowedValuesAttribute allowed when !allowed.Values.Contains(value) => $"must be one of {string.Join(", ", allowed.Values.Select(word => $"\"{word}\""))}",
                RequiredAttribute when value is null or "" => "is missing",
                _ => null,
            };
            if (problem is not null)
                return Repeats(property, value) ? $"{problem}, not {Invariant(value)}" : problem;
        }

        return null;
    }

    // As doubles: the attribute's own check throws on a long beyond its int bounds.
    private static string? OutOfRange(RangeAttribute range, object? value)
    {
        var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        var within = number >= Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture) && number <= Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
        return within ? null : $"must be between {Invariant(range.Minimum)} and {Invariant(range.Maximum)}";
    }

    private static bool Repeats(PropertyInfo property, object? value) =>
        value is not (null or "") && property.GetCustomAttribute<SecretSettingAttribute>() is null;

    private static string Invariant(object? value) => value is string text ? $"\"{text}\"" : string.Create(CultureInfo.InvariantCulture, $"{value}");
}
