using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiBridge.Storage;

/// <summary>What a write really changed, field by field, as the audit log keeps it: <c>[{ "field", "before", "after" }]</c>. Of a secret it tells that it was set, changed or removed, never a value.</summary>
internal sealed class AuditChanges
{
    public const string Set = "set";
    public const string Changed = "changed";
    public const string Removed = "removed";

    private const int LongestValue = 1000;

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<(string Field, JsonNode? Before, JsonNode? After)> _changes = [];

    public bool Any => _changes.Count > 0;

    /// <summary>A field, if it is another one now; of an object the members that are, <c>timeouts.connectSeconds</c>.</summary>
    public void Add(string field, JsonNode? before, JsonNode? after)
    {
        if (before is JsonObject or null && after is JsonObject or null && (before ?? after) is not null)
            AddMembers(field, before as JsonObject, after as JsonObject);
        else if (!JsonNode.DeepEquals(before, after))
            _changes.Add((field, before?.DeepClone(), after?.DeepClone()));
    }

    /// <summary>A text; empty is none.</summary>
    public void Add(string field, string? before, string? after) => Add(field, Text(before), Text(after));

    /// <summary>A time in Unix milliseconds.</summary>
    public void AddTime(string field, long? before, long? after) => Add(field, Time(before), Time(after));

    /// <summary>A secret.</summary>
    /// <param name="field">What holds it.</param>
    /// <param name="how"><see cref="Set"/>, <see cref="Changed"/> or <see cref="Removed"/>.</param>
    public void AddSecret(string field, string how) => _changes.Add((field, null, how));

    public void Add(AuditChanges others) => _changes.AddRange(others._changes);

    /// <summary>The change is made anew.</summary>
    public void Clear() => _changes.Clear();

    /// <summary>Null without any.</summary>
    public string? ToJson() => _changes.Count == 0
        ? null
        : new JsonArray([.. _changes.Select(change => new JsonObject { ["field"] = change.Field, ["before"] = Short(change.Before), ["after"] = Short(change.After) })]).ToJsonString(Relaxed);

    private static JsonNode? Text(string? text) => string.IsNullOrEmpty(text) ? null : JsonValue.Create(text);

    private static string? Time(long? milliseconds) => milliseconds is { } time
        ? DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)
        : null;

    private static JsonNode? Short(JsonNode? value)
    {
        if (value?.ToJsonString(Relaxed) is not { Length: > LongestValue } text)
            return value?.DeepClone();
        return JsonValue.Create(text[..LongestValue] + "…");
    }

    private void AddMembers(string field, JsonObject? before, JsonObject? after)
    {
        var names = (before ?? []).Concat(after ?? []).Select(member => member.Key).Distinct();
        foreach (var name in names)
            Add(field.Length == 0 ? name : $"{field}.{name}", before?[name], after?[name]);
    }
}
