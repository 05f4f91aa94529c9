using System.Text.Json.Serialization;

namespace AiBridge.Recording.Records;

/// <summary>Records as the journal holds them: columns and facts under their own names, those alone that have a value. A journal may be an earlier version's.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(OpeningRecord))]
[JsonSerializable(typeof(ClosingRecord))]
[JsonSerializable(typeof(AmendmentRecord))]
internal sealed partial class RecordJson : JsonSerializerContext;

/// <summary>The same for records with long texts, which need no more memory than a piece of them.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, GenerationMode = JsonSourceGenerationMode.Metadata, Converters = [typeof(LongText)])]
[JsonSerializable(typeof(OpeningRecord))]
[JsonSerializable(typeof(ClosingRecord))]
[JsonSerializable(typeof(AmendmentRecord))]
internal sealed partial class LargeRecordJson : JsonSerializerContext;
