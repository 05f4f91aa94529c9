using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiBridge.Configuration;

/// <summary>The closed list of words that an enum stands for, as files and the API spell them.</summary>
internal static class SettingWords
{
    private static readonly ConcurrentDictionary<Type, (string Word, object Value)[]> Known = new();

    public static IEnumerable<string> Of(Type type) => All(type).Select(word => word.Word);

    public static string Of(object value) => All(value.GetType()).First(word => word.Value.Equals(value)).Word;

    /// <summary>Null when the text is none of the words; their case makes no difference.</summary>
    public static object? Parse(Type type, string text) =>
        All(type).FirstOrDefault(word => string.Equals(word.Word, text, StringComparison.OrdinalIgnoreCase)).Value;

    private static (string Word, object Value)[] All(Type type) => Known.GetOrAdd(type, static type =>
    [
        .. type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(member => (
            member.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name),
            member.GetValue(null)!)),
    ]);
}
