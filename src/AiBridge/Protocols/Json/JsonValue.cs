using System.Buffers.Text;

namespace AiBridge.Protocols.Json;

/// <summary>
/// One JSON value as its bytes. Looking into it walks its members; nothing is built. A missing member is the default value,
/// whose every question has a harmless answer, so look-ups may be chained. Of duplicate keys the last one wins.
/// </summary>
internal readonly ref struct JsonValue(ReadOnlySpan<byte> raw)
{
    public ReadOnlySpan<byte> Raw { get; } = raw;

    public JsonKind Kind => Raw.IsEmpty ? JsonKind.None : Raw[0] switch
    {
        (byte)'{' => JsonKind.Object,
        (byte)'[' => JsonKind.Array,
        (byte)'"' => JsonKind.String,
        (byte)'t' => JsonKind.True,
        (byte)'f' => JsonKind.False,
        (byte)'n' => JsonKind.Null,
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => JsonKind.Number,
        _ => JsonKind.None,
    };

    public bool IsObject => Kind == JsonKind.Object;

    public bool IsArray => Kind == JsonKind.Array;

    public bool IsString => Kind == JsonKind.String;

    /// <summary>There is a value and it is not <c>null</c>.</summary>
    public bool IsPresent => Kind is not (JsonKind.None or JsonKind.Null);

    /// <summary>The string's inside; empty for any other kind.</summary>
    public JsonText Text => IsString ? new JsonText(Raw[1..^1]) : default;

    /// <summary>The decoded string; null for any other kind.</summary>
    public string? AsString() => IsString ? Text.Decode() : null;

    /// <summary>The decoded string; null for any other kind and for an empty one.</summary>
    public string? AsNonEmptyString() => IsString && Raw.Length > 2 ? Text.Decode() : null;

    /// <summary>The string as a name, model or id: see <see cref="CutText.Word"/>; null for any other kind and for an empty one.</summary>
    public string? AsWord() => IsString && Raw.Length > 2 ? Text.Word() : null;

    /// <summary>The string's first characters, at most so many; null for any other kind and for an empty one.</summary>
    public string? AsWords(int longest) => IsString && Raw.Length > 2 ? Text.Cut(longest) : null;

    /// <summary>The whole number; null for any other kind, fractions and what does not fit.</summary>
    public long? AsInteger() =>
        Utf8Parser.TryParse(Raw, out long number, out var read) && read == Raw.Length ? number : null;

    /// <summary>A count: whole (<c>12.0</c> is), not negative; what does not fit is the largest number there is. Null for anything else.</summary>
    public long? AsCount()
    {
        if (Kind != JsonKind.Number)
            return null;
        if (AsInteger() is { } whole)
            return whole >= 0 ? whole : null;
        if (!Utf8Parser.TryParse(Raw, out double number, out var read) || read != Raw.Length || number < 0 || number != Math.Floor(number))
            return null;
        return number >= long.MaxValue ? long.MaxValue : (long)number;
    }

    /// <summary>The named member; the default value when this is no object or has none.</summary>
    public JsonValue this[ReadOnlySpan<byte> name]
    {
        get
        {
            var found = default(JsonValue);
            foreach (var member in Members())
            {
                if (member.Key.Is(name))
                    found = member.Value;
            }

            return found;
        }
    }

    /// <summary>Two members in one walk.</summary>
    public void Get(ReadOnlySpan<byte> name1, out JsonValue value1, ReadOnlySpan<byte> name2, out JsonValue value2)
    {
        value1 = value2 = default;
        foreach (var member in Members())
        {
            if (member.Key.Is(name1))
                value1 = member.Value;
            else if (member.Key.Is(name2))
                value2 = member.Value;
        }
    }

    /// <summary>The object's members; none when this is no object.</summary>
    public JsonMembers Members() => new(Raw);

    /// <summary>The array's elements; none when this is no array.</summary>
    public JsonElements Elements() => new(Raw);

    /// <summary>Reads a text that must be one whole JSON object; false when it is anything else, cut off, or followed by more.</summary>
    public static bool TryReadObject(ReadOnlySpan<byte> json, out JsonValue value)
    {
        var start = JsonSkip.WhiteSpace(json, 0);
        value = default;
        if (start == json.Length || json[start] != (byte)'{')
            return false;
        var end = JsonSkip.Value(json, start);
        if (end < 0 || JsonSkip.WhiteSpace(json, end) != json.Length)
            return false;
        value = new JsonValue(json[start..end]);
        return true;
    }
}
