using System.Buffers;
using System.Text.Json;

namespace AiBridge.Protocols;

/// <summary>Writes the bodies of probes.</summary>
internal static class ProbeText
{
    /// <summary>All that the model is asked.</summary>
    public const string Words = "hi";

    /// <param name="target">Where it goes.</param>
    /// <param name="members">Writes the members of the object.</param>
    public static ProbeRequest Of(string target, Action<Utf8JsonWriter> members)
    {
        var body = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return new ProbeRequest(target, body.WrittenSpan.ToArray());
    }

    /// <summary>One token, in the form of the protocols that have a list of messages.</summary>
    public static ProbeRequest OfMessages(string target, string model, string outputLimit) => Of(target, json =>
    {
        json.WriteString("model", model);
        json.WriteNumber(outputLimit, 1);
        json.WriteStartArray("messages");
        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WriteString("content", Words);
        json.WriteEndObject();
        json.WriteEndArray();
    });
}
