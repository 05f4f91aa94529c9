using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiBridge.Configuration;

/// <summary>Turns a setting given as text (environment, command line) into the JSON a file would hold.</summary>
internal static class SettingText
{
    /// <summary>False when the text does not fit the shape. A list is a JSON array, or its items separated by <c>;</c>.</summary>
    public static bool TryParse(SettingShape shape, string text, ConfigurationTree tree, string keyPath, out JsonNode? node)
    {
        node = shape.Kind switch
        {
            SettingKind.Text or SettingKind.Word => JsonValue.Create(text),
            SettingKind.Switch when bool.TryParse(text, out var on) => JsonValue.Create(on),
            SettingKind.WholeNumber when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
            SettingKind.Number or SettingKind.Seconds when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => JsonValue.Create(number),
            SettingKind.List when text.TrimStart().StartsWith('[') => ParseJson(text, tree, keyPath) as JsonArray,
            SettingKind.List when SettingShape.Of(shape.ItemType!).Kind == SettingKind.Text => Split(text),
            SettingKind.Map or SettingKind.Foreign => ParseJson(text, tree, keyPath) as JsonObject,
            _ => null,
        };
        return node is not null;
    }

    private static JsonArray Split(string text) =>
        new([.. text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(item => JsonValue.Create(item))]);

    private static JsonNode? ParseJson(string text, ConfigurationTree tree, string keyPath)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return tree.Convert(document.RootElement, "its value", keyPath);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
