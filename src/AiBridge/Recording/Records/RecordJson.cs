using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiBridge.Recording.Records;

/// <summary>Records as the journal holds them.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OpeningRecord))]
[JsonSerializable(typeof(ClosingRecord))]
[JsonSerializable(typeof(AmendmentRecord))]
internal sealed partial class RecordJson : JsonSerializerContext;

/// <summary>Values a single column holds as JSON text, in the read API's spelling.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<RecordedAttempt>))]
[JsonSerializable(typeof(SortedDictionary<string, long>))]
internal sealed partial class ColumnJson : JsonSerializerContext
{
    public static string? Attempts(IReadOnlyList<RecordedAttempt>? attempts) =>
        attempts is { Count: > 0 } ? JsonSerializer.Serialize(attempts, Default.IReadOnlyListRecordedAttempt) : null;

    public static string? Extra(SortedDictionary<string, long>? extra) =>
        extra is { Count: > 0 } ? JsonSerializer.Serialize(extra, Default.SortedDictionaryStringInt64) : null;
}
