using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiBridge.Client;

/// <summary>Words of a closed list. One that a newer bridge has gets a number of its own here, so that it can be read, shown (<see cref="EnumWords"/>) and sent back.</summary>
internal sealed class WordConverter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] TEnum> : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Words<TEnum>.ValueOf(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) => writer.WriteStringValue(Words<TEnum>.WordOf(value));
}

internal static class Words<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] TEnum>
    where TEnum : struct, Enum
{
    private const int FirstUnknown = 1_000;

    /// <summary>A server could invent any number of them; those beyond share one.</summary>
    private const int MostUnknown = 1_000;

    private const string Unknown = "unknown";

    private static readonly ConcurrentDictionary<string, TEnum> Values = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<TEnum, string> Texts = new();
    private static readonly Lock Gate = new();

    static Words()
    {
        foreach (var field in typeof(TEnum).GetFields(BindingFlags.Public | BindingFlags.Static))
            Add(field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? field.Name, (TEnum)field.GetValue(null)!);
    }

    public static TEnum ValueOf(string word) => Values.TryGetValue(word, out var value) ? value : Invent(word);

    public static string WordOf(TEnum value) => Texts.TryGetValue(value, out var word) ? word : Unknown;

    private static TEnum Invent(string word)
    {
        lock (Gate)
        {
            if (Values.TryGetValue(word, out var known))
                return known;
            if (Values.Count > MostUnknown)
                word = Unknown;
            return Values.TryGetValue(word, out var shared) ? shared : Add(word, (TEnum)Enum.ToObject(typeof(TEnum), FirstUnknown + Values.Count));
        }
    }

    private static TEnum Add(string word, TEnum value)
    {
        Texts[value] = word;
        return Values[word] = value;
    }
}
