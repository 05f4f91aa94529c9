using System.Text.Json;

namespace AiBridge.IntegrationTests.Upgrades;

/// <summary>Compares what the API says with what an earlier version's said: everything must still be there; more may be.</summary>
internal static class ToldBefore
{
    // What the start itself, or the test, changes.
    private static readonly HashSet<string> Moving = ["lastUsedAt", "nextCursor"];

    private static readonly string[] Keys = ["id", "sessionId"];

    /// <summary>Every difference, with the place where it is.</summary>
    public static IEnumerable<string> Missing(JsonElement before, JsonElement now, string place)
    {
        if (before.ValueKind == JsonValueKind.Object && now.ValueKind == JsonValueKind.Object)
            return before.EnumerateObject().Where(member => !Moving.Contains(member.Name)).SelectMany(member => MissingMember(member, now, place));
        if (before.ValueKind == JsonValueKind.Array && now.ValueKind == JsonValueKind.Array)
            return MissingItems([.. before.EnumerateArray()], [.. now.EnumerateArray()], place);
        return JsonElement.DeepEquals(before, now) ? [] : [$"{place}: {before.GetRawText()} is now {now.GetRawText()}"];
    }

    private static IEnumerable<string> MissingMember(JsonProperty member, JsonElement now, string place) =>
        now.TryGetProperty(member.Name, out var value) ? Missing(member.Value, value, $"{place}.{member.Name}") : [$"{place}.{member.Name} is gone"];

    /// <summary>Items with an id are looked for, wherever they are; others stand where they stood.</summary>
    private static IEnumerable<string> MissingItems(JsonElement[] before, JsonElement[] now, string place)
    {
        foreach (var (index, item) in before.Index())
        {
            var found = KeyOf(item) is { } key ? now.FirstOrDefault(other => KeyOf(other) == key) : now.ElementAtOrDefault(index);
            if (found.ValueKind == JsonValueKind.Undefined)
                yield return $"{place}[{KeyOf(item) ?? item.GetRawText()}] is gone";
            else
                foreach (var fault in Missing(item, found, $"{place}[{index}]"))
                    yield return fault;
        }
    }

    private static string? KeyOf(JsonElement item) => item.ValueKind != JsonValueKind.Object
        ? null
        : Keys.Select(name => item.TryGetProperty(name, out var value) ? value.GetString() : null).FirstOrDefault(key => key is not null);
}
