using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AiBridge.Protocols.Chats;

/// <summary>How a protocol says what the bridge's own chat asks, and how its answers are understood.</summary>
internal abstract class ChatTranslation
{
    private static readonly JsonWriterOptions ReadableText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The members that bound an answer, the usual one first: some vendors refuse the one, others know nothing else.</summary>
    public abstract IReadOnlyList<string> OutputLimits { get; }

    /// <summary>The member with which a stream is asked for its usage; null where it tells it unasked.</summary>
    public virtual string? UsageRequest => null;

    /// <summary>A reader of one answer, streamed or whole.</summary>
    public abstract ChatReader NewReader();

    /// <summary>The body of the request.</summary>
    public byte[] Write(ChatPrompt prompt)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body, ReadableText))
        {
            json.WriteStartObject();
            json.WriteString("model", prompt.Model);
            json.WriteNumber(prompt.OutputLimit, prompt.MaxTokens);
            if (prompt.Temperature is { } temperature)
                json.WriteNumber("temperature", temperature);
            json.WriteBoolean("stream", prompt.Stream);
            WriteMembers(json, prompt);
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    protected abstract void WriteMembers(Utf8JsonWriter json, ChatPrompt prompt);

    /// <summary>A list of messages with roles, as most protocols have it.</summary>
    protected static void WriteMessages(Utf8JsonWriter json, string name, IEnumerable<ChatMessage> messages)
    {
        json.WriteStartArray(name);
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role switch { ChatRole.User => "user", ChatRole.Assistant => "assistant", _ => "system" });
            json.WriteString("content", message.Content);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
