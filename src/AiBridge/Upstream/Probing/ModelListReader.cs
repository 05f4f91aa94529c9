using System.Text;
using AiBridge.Protocols.Json;

namespace AiBridge.Upstream.Probing;

/// <summary>Reads the model lists there are: <c>data: [{ id }]</c> (OpenAI, Anthropic), <c>models: [{ name }]</c> (Ollama), <c>models: [{ slug }]</c> (ChatGPT), and a bare array.</summary>
internal static class ModelListReader
{
    private const int MostModels = 10_000;
    private const int LongestText = 256;

    /// <summary>Null when the answer is no such list.</summary>
    public static IReadOnlyList<ProviderProbeModel>? Read(ProbeAnswer answer)
    {
        if (answer.Error is not null || answer.Model is not null)
            return null;
        var body = answer.Body.AsSpan().Trim(" \t\r\n"u8);
        // The reader looks into objects.
        byte[] whole = body.StartsWith("["u8) ? [.. "{\"data\":"u8, .. body, .. "}"u8] : [.. body];
        if (!JsonValue.TryReadObject(whole, out var root))
            return null;
        root.Get("data"u8, out var data, "models"u8, out var models);
        var list = data.IsArray ? data : models;
        return list.IsArray ? Items(list) : null;
    }

    private static List<ProviderProbeModel> Items(JsonValue list)
    {
        var items = new List<ProviderProbeModel>();
        foreach (var model in list.Elements())
        {
            var id = Text(model["id"u8]) ?? Text(model["slug"u8]) ?? Text(model["model"u8]) ?? Text(model["name"u8]);
            if (id is not null && items.Count < MostModels)
                items.Add(new ProviderProbeModel(id, Text(model["display_name"u8]) ?? Text(model["displayName"u8]), Text(model["owned_by"u8])));
        }

        return items;
    }

    // Half of a surrogate pair is JSON, but cannot be sent on.
    private static string? Text(JsonValue value) =>
        value.AsNonEmptyString() is { Length: <= LongestText } text && !text.EnumerateRunes().Contains(Rune.ReplacementChar) ? text : null;
}
