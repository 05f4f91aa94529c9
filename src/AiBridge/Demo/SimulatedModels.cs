using System.Text.Json.Nodes;

namespace AiBridge.Demo;

/// <summary>The model lists of both families. Any other model name is answered just the same.</summary>
internal static class SimulatedModels
{
    private static readonly string[] Anthropic = ["claude-opus-4-8", "claude-sonnet-4-5", "claude-haiku-4-5"];
    private static readonly string[] OpenAi = ["gpt-5.5", "gpt-5.6-sol", "gpt-5.4-nano"];

    /// <summary>What is asked for by who names none.</summary>
    public static string DefaultOf(bool anthropic) => (anthropic ? Anthropic : OpenAi)[0];

    public static JsonObject List(bool anthropic) => anthropic ? AnthropicList() : OpenAiList();

    private static JsonObject AnthropicList() => new()
    {
        ["data"] = new JsonArray([.. Anthropic.Select(id => new JsonObject
        {
            ["type"] = "model",
            ["id"] = id,
            ["display_name"] = $"{id} (simulated)",
            ["created_at"] = "2026-01-01T00:00:00Z",
        })]),
        ["has_more"] = false,
        ["first_id"] = Anthropic[0],
        ["last_id"] = Anthropic[^1],
    };

    private static JsonObject OpenAiList() => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. OpenAi.Select(id => new JsonObject
        {
            ["id"] = id,
            ["object"] = "model",
            ["created"] = 1767225600,
            ["owned_by"] = "simulated",
        })]),
    };
}
