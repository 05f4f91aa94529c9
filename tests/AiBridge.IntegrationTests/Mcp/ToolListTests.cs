using System.Text.Json;

namespace AiBridge.IntegrationTests.Mcp;

/// <summary>What is told of the tools, so that every kind of agent can use them.</summary>
public sealed class ToolListTests
{
    private static readonly string[] Scalars = ["string", "integer", "object"];

    [Fact]
    public async Task Arguments_have_one_type_each_and_nothing_that_agents_stumble_over()
    {
        await using var fixture = await McpFixture.StartAsync();

        foreach (var tool in await ToolsAsync(fixture))
        {
            var schema = tool.GetProperty("inputSchema");
            schema.GetProperty("type").GetString().Should().Be("object");
            schema.GetRawText().Should().NotContainAny("$ref", "$defs", "null", "anyOf", "oneOf", "allOf", "additionalProperties", ":true", ":false");
            foreach (var argument in schema.GetProperty("properties").EnumerateObject())
            {
                Scalars.Should().Contain(argument.Value.GetProperty("type").GetString());
                argument.Name.Should().MatchRegex("^[a-z][a-zA-Z]*$");
            }

            if (schema.TryGetProperty("required", out var required))
                required.EnumerateArray().Select(name => name.GetString()).Should().NotBeEmpty().And.BeSubsetOf(schema.GetProperty("properties").EnumerateObject().Select(argument => argument.Name));
        }
    }

    [Fact]
    public async Task The_tools_say_what_they_take_and_whether_they_change_anything()
    {
        await using var fixture = await McpFixture.StartAsync();

        (await ToolsAsync(fixture)).Select(tool => $"{tool.GetProperty("name").GetString()} ({Arguments(tool)}) {Hints(tool)}").Should().BeEquivalentTo(
            "list-ai-providers (projectId, limit, cursor) reads",
            "get-ai-provider (id!) reads",
            "create-ai-provider (name!, slug, provider!, projectId, secretId, defaultModel, baseUrl, config) adds",
            "update-ai-provider (id!, name, slug, provider, secretId, defaultModel, baseUrl, config) destroys",
            "delete-ai-provider (id!) destroys",
            "list-providers (limit, cursor) reads",
            "get-provider (name!) reads",
            "test-provider (name!, model) adds",
            "get-usage (from, to, groupBy, projectId, limit, cursor) reads",
            "list-sessions (projectId, client, startedAfter, startedBefore, limit, cursor) reads",
            "get-session (sessionId!, projectId, initiatorId, limit, cursor) reads");

        static string Arguments(JsonElement tool)
        {
            var schema = tool.GetProperty("inputSchema");
            var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()).ToList() : [];
            return string.Join(", ", schema.GetProperty("properties").EnumerateObject().Select(argument => argument.Name + (required.Contains(argument.Name) ? "!" : "")));
        }

        static string Hints(JsonElement tool)
        {
            var hints = tool.GetProperty("annotations");
            return hints.GetProperty("readOnlyHint").GetBoolean() ? "reads" : hints.GetProperty("destructiveHint").GetBoolean() ? "destroys" : "adds";
        }
    }

    [Fact]
    public async Task Answers_and_refusals_are_as_the_schemas_say()
    {
        await using var fixture = await McpFixture.StartAsync();
        var (_, stranger) = await fixture.ProjectAsync("alpha", "bridge:Invoke");

        foreach (var tool in (await ToolsAsync(fixture)).Where(tool => tool.TryGetProperty("outputSchema", out _)))
        {
            var schema = tool.GetProperty("outputSchema");
            schema.GetProperty("type").GetString().Should().Be("object", "older clients take nothing else");
            var refusal = await stranger.CallAsync(tool.GetProperty("name").GetString()!);
            Fits(refusal.GetProperty("structuredContent"), schema).Should().BeTrue("{0}", refusal);
            Fits(JsonDocument.Parse("{}").RootElement, schema).Should().BeFalse();
        }

        foreach (var (name, arguments) in new (string, object)[] { ("list-providers", new { }), ("get-provider", new { name = "openai" }), ("test-provider", new { name = "openai" }), ("get-usage", new { groupBy = "model" }) })
            Fits(await fixture.Admin.ToolAsync(name, arguments), (await ToolsAsync(fixture)).Single(tool => tool.GetProperty("name").GetString() == name).GetProperty("outputSchema")).Should().BeTrue(name);
    }

    /// <summary>JSON Schema, as much of it as stands in ours.</summary>
    internal static bool Fits(JsonElement value, JsonElement schema)
    {
        if (schema.TryGetProperty("type", out var type) && !(type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()) : [type.GetString()]).Any(one => Is(value, one!)))
            return false;
        if (schema.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(word => word.GetRawText() == value.GetRawText()))
            return false;
        if (schema.TryGetProperty("anyOf", out var choices) && !choices.EnumerateArray().Any(choice => Fits(value, choice)))
            return false;
        if (value.ValueKind == JsonValueKind.Array)
            return !schema.TryGetProperty("items", out var items) || value.EnumerateArray().All(item => Fits(item, items));
        if (value.ValueKind != JsonValueKind.Object)
            return true;
        if (schema.TryGetProperty("required", out var required) && !required.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)))
            return false;
        var known = schema.TryGetProperty("properties", out var properties);
        return value.EnumerateObject().All(field =>
            known && properties.TryGetProperty(field.Name, out var of) ? Fits(field.Value, of)
            : !schema.TryGetProperty("additionalProperties", out var others) || others.ValueKind == JsonValueKind.True || (others.ValueKind == JsonValueKind.Object && Fits(field.Value, others)));
    }

    private static bool Is(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => value.ValueKind == JsonValueKind.Number,
    };

    private static async Task<List<JsonElement>> ToolsAsync(McpFixture fixture) =>
        [.. (await fixture.Admin.MethodAsync("tools/list")).GetProperty("result").GetProperty("tools").EnumerateArray()];
}
