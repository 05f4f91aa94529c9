using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AiBridge.Protocols.Sse;

/// <summary>Writes one server-sent event with a JSON object as its data.</summary>
internal static class SseEventText
{
    private static readonly JsonWriterOptions ReadableText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="name">The <c>event:</c> field; empty for none.</param>
    /// <param name="members">Writes the members of the object.</param>
    public static byte[] Write(ReadOnlySpan<byte> name, Action<Utf8JsonWriter> members)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        if (!name.IsEmpty)
        {
            bytes.Write("event: "u8);
            bytes.Write(name);
            bytes.Write("\n"u8);
        }

        bytes.Write("data: "u8);
        using (var json = new Utf8JsonWriter(bytes, ReadableText))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        bytes.Write("\n\n"u8);
        return bytes.WrittenSpan.ToArray();
    }
}
