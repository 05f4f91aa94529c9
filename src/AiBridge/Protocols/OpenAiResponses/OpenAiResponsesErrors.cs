using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.OpenAiResponses;

/// <summary>The errors of a Responses stream (https://platform.openai.com/docs/api-reference/responses-streaming) as an answer of their own would word them.</summary>
internal static class OpenAiResponsesErrors
{
    private static readonly JsonWriterOptions ReadableText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The error lies flat in <c>error</c>, and inside the response in <c>response.failed</c>.</summary>
    public static byte[] Envelope(ReadOnlySpan<byte> data, int status)
    {
        JsonValue.TryReadObject(data, out var root);
        var error = root["response"u8]["error"u8] is { IsObject: true } inner ? inner : root["error"u8] is { IsObject: true } own ? own : root;
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer, ReadableText);
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", error["message"u8].AsString() ?? "");
        json.WriteString("type", status == 429 ? "rate_limit_error" : "server_error");
        json.WriteString("param", error["param"u8].AsString());
        json.WriteString("code", error["code"u8].AsString());
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
