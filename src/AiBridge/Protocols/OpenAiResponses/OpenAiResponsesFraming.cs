using System.Text.Json;
using AiBridge.Protocols.Sse;

namespace AiBridge.Protocols.OpenAiResponses;

/// <summary>Keep-alive and <c>response.failed</c> of the Responses API, with every member its schema requires (https://platform.openai.com/docs/api-reference/responses-streaming).</summary>
internal sealed class OpenAiResponsesFraming : SseFraming
{
    public override ReadOnlyMemory<byte> Ping { get; } = ": keep-alive\n\n"u8.ToArray();

    public override bool CutsBehindEnd => false;

    public override byte[] WriteEnd(StreamEnd end) => SseEventText.Write("response.failed"u8, json =>
    {
        json.WriteString("type", "response.failed");
        json.WriteNumber("sequence_number", end.LastSequence + 1 ?? 0);
        json.WriteStartObject("response");
        json.WriteString("id", end.ResponseId);
        json.WriteString("object", "response");
        json.WriteNumber("created_at", end.StartedAt.ToUnixTimeSeconds());
        json.WriteString("status", "failed");
        json.WriteStartObject("error");
        // Codex gives up at an overloaded server, and repeats the request at a server error.
        json.WriteString("code", "server_error");
        json.WriteString("message", end.Message);
        json.WriteEndObject();
        WriteEmptyMembers(json, end.Model);
        json.WriteEndObject();
    });

    private static void WriteEmptyMembers(Utf8JsonWriter json, string model)
    {
        json.WriteNull("incomplete_details");
        json.WriteNull("instructions");
        json.WriteString("model", model);
        json.WriteStartArray("output");
        json.WriteEndArray();
        json.WriteBoolean("parallel_tool_calls", true);
        json.WriteNull("temperature");
        json.WriteNull("top_p");
        json.WriteString("tool_choice", "auto");
        json.WriteStartArray("tools");
        json.WriteEndArray();
        json.WriteStartObject("metadata");
        json.WriteEndObject();
        json.WriteNull("usage");
    }
}
