using System.Text.Json;
using System.Text.Json.Serialization;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AiBridge.Storage;

/// <summary>Values that a single column holds as JSON text, in the read API's spelling.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<RecordedAttempt>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, long>))]
internal sealed partial class ColumnJson : JsonSerializerContext
{
    public static void Map(PropertyBuilder<IReadOnlyList<RecordedAttempt>?> attempts) => Map(
        attempts,
        new ValueConverter<IReadOnlyList<RecordedAttempt>, string>(
            value => JsonSerializer.Serialize(value, Default.IReadOnlyListRecordedAttempt), text => JsonSerializer.Deserialize(text, Default.IReadOnlyListRecordedAttempt)!));

    public static void Map(PropertyBuilder<IReadOnlyDictionary<string, long>?> counts) => Map(
        counts,
        new ValueConverter<IReadOnlyDictionary<string, long>, string>(
            value => JsonSerializer.Serialize(value, Default.IReadOnlyDictionaryStringInt64), text => JsonSerializer.Deserialize(text, Default.IReadOnlyDictionaryStringInt64)!));

    // Never changed in place: another value is another object.
    private static void Map<TValue>(PropertyBuilder<TValue?> property, ValueConverter converter)
        where TValue : class =>
        property.HasConversion(converter, new ValueComparer<TValue>((one, other) => ReferenceEquals(one, other), value => value.GetHashCode(), value => value));
}
