using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiBridge.Recording.Records;

/// <summary>Writes long text piece by piece: in one go the writer takes up to eighteen bytes for each character.</summary>
internal sealed class LongText : JsonConverter<string>
{
    private const int Piece = 1024;

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        var rest = value.AsSpan();
        for (; rest.Length > Piece; rest = rest[Piece..])
            writer.WriteStringValueSegment(rest[..Piece], isFinalSegment: false);
        writer.WriteStringValueSegment(rest, isFinalSegment: true);
    }
}
