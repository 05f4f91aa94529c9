using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AiBridge.Protocols.Families;

/// <summary>How errors that the bridge makes itself are told to one kind of clients.</summary>
internal abstract class ErrorFamily
{
    private static readonly JsonWriterOptions ReadableText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public abstract string ContentType { get; }

    /// <summary>
    /// Whether an error that nothing mends but a person who reads it may keep a status of 500 and above. Where agents repeat that for
    /// half a minute and some never show it, it is told as a 400.
    /// </summary>
    public abstract bool ShowsServerErrors(string userAgent);

    /// <summary>The body of an error.</summary>
    /// <param name="status">The status it goes out with.</param>
    /// <param name="code">The contract's code.</param>
    /// <param name="message">Words for the person in front of the agent.</param>
    public ReadOnlyMemory<byte> Write(int status, string code, string message)
    {
        var body = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(body, ReadableText))
        {
            json.WriteStartObject();
            WriteMembers(json, status, code, message);
            json.WriteEndObject();
        }

        return body.WrittenMemory;
    }

    protected abstract void WriteMembers(Utf8JsonWriter json, int status, string code, string message);
}
