using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using AiBridge.Protocols;
using AiBridge.Protocols.Json;

namespace AiBridge.Upstream;

/// <summary>Makes a real error answer of a stream that began with an error: the status it stands for, and the error in its family's envelope.</summary>
internal static class InBandError
{
    private static readonly JsonWriterOptions ReadableText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="response">The stream's answer; its headers stay, its content is given up.</param>
    /// <param name="status">The status the error stands for.</param>
    /// <param name="protocol">Whose envelope.</param>
    /// <param name="data">The data of the error's event; with Anthropic and in chat that is the envelope.</param>
    public static void Unfold(HttpResponseMessage response, int status, WireProtocol protocol, byte[] data)
    {
        var body = protocol == WireProtocol.OpenAiResponses ? Envelope(data, status) : data;
        response.Content.Dispose();
        response.StatusCode = (HttpStatusCode)status;
        response.ReasonPhrase = null;
        response.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }

    // https://platform.openai.com/docs/api-reference/responses-streaming: the error lies flat in `error`, and inside the response in `response.failed`.
    private static byte[] Envelope(ReadOnlySpan<byte> data, int status)
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
