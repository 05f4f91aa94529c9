using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiBridge.IntegrationTests.Management.Providers;

/// <summary>A setting as <c>GET /api/v1/provider-types</c> describes it, with values it can have.</summary>
internal sealed record DescribedSetting(JsonElement Said)
{
    public string Name => Said.GetProperty("name").GetString()!;

    public string Key => Said.GetProperty("key").GetString()!;

    public string Type => Said.GetProperty("type").GetString()!;

    public bool IsSecret => Said.GetProperty("secret").GetBoolean();

    public bool IsSettableBy(string who) => Said.GetProperty("settableBy").EnumerateArray().Any(one => one.GetString() == who);

    /// <summary>Two different values, neither of them the default.</summary>
    public (JsonNode One, JsonNode Other) Values => Type switch
    {
        "boolean" => (!Said.GetProperty("default").GetBoolean(), !Said.GetProperty("default").GetBoolean()),
        "integer" or "number" => (Between(0.25m), Between(0.75m)),
        _ when Said.GetProperty("values") is { ValueKind: JsonValueKind.Array } words => Words(words),
        _ when Name.EndsWith("Url", StringComparison.Ordinal) => ("https://one.example.com/v1", "https://one.example.com/v2"),
        "string" => ("x-one", "x-other"),
        _ => throw new NotSupportedException($"{Name} is a {Type}"),
    };

    public static IReadOnlyList<DescribedSetting> In(JsonElement types) => [.. types.GetProperty("settings").EnumerateArray().Select(setting => new DescribedSetting(setting))];

    /// <summary>The value at a path, in an object made for it: <c>{"timeouts":{"connectSeconds":1}}</c>.</summary>
    public static JsonObject At(string path, char separator, JsonNode? value)
    {
        var keys = path.Split(separator);
        JsonNode? inner = value?.DeepClone();
        foreach (var key in keys.Reverse())
            inner = new JsonObject { [key] = inner };
        return inner!.AsObject();
    }

    /// <summary>What stands at the path of an answer; null where nothing does.</summary>
    public JsonNode? In(JsonNode answer) => Name.Split('.').Aggregate((JsonNode?)answer, (at, key) => at?[key]);

    private JsonNode Between(decimal share)
    {
        var (from, to) = (Said.GetProperty("minimum").GetDecimal(), Said.GetProperty("maximum").GetDecimal());
        var value = from + ((to - from) * share);
        if (Type == "integer")
            value = Math.Floor(value);
        if (Said.GetProperty("default") is { ValueKind: JsonValueKind.Number } standard && value == standard.GetDecimal())
            value++;
        return Type == "integer" ? (int)value : (double)value;
    }

    private (JsonNode One, JsonNode Other) Words(JsonElement words)
    {
        var others = words.EnumerateArray().Select(word => word.GetString()!).Where(word => word != Said.GetProperty("default").GetString()).ToList();
        return (others[^1], others[0]);
    }
}
