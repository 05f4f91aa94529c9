using System.Text.Json.Nodes;

namespace AiBridge.Demo;

/// <summary>Looking things up in JSON of any shape: what is missing or of another kind is null or empty, never an exception.</summary>
internal static class JsonLookups
{
    public static JsonNode? At(this JsonNode? node, string name) => (node as JsonObject)?[name];

    public static string? Text(this JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static bool IsTrue(this JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<bool>(out var set) && set;

    public static IEnumerable<JsonNode?> Items(this JsonNode? node) => node as JsonArray ?? Enumerable.Empty<JsonNode?>();

    /// <summary>The text of a content field, which is a string or a list of parts with a <c>text</c>.</summary>
    public static string AllText(this JsonNode? content) =>
        content.Text() ?? string.Join('\n', content.Items().Select(part => part.Text() ?? part.At("text").Text()).OfType<string>());
}
