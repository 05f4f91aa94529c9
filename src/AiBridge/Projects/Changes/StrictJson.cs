using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiBridge.Projects.Changes;

/// <summary>The JSON that callers say with what they want.</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>One object, each field of it at most once; null when it is anything else.</summary>
    public static JsonObject? ReadObject(ReadOnlySpan<byte> json)
    {
        try
        {
            ReadNames(json);
            return JsonNode.Parse(json, documentOptions: Strict) as JsonObject;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // What the parser says may repeat what stands there, which may be a secret.
            return null;
        }
    }

    // Half of a surrogate pair is JSON, but no name; the nodes would notice only when they are looked into.
    private static void ReadNames(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Strict.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
                reader.GetString();
        }
    }
}
