using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using AiBridge.Client;
using AiBridge.Contracts;
using AiBridge.Contracts.Providers;

namespace AiBridge.Tests.Client;

/// <summary>The client reads what a bridge of another version sends: every record that there is, with what nobody has heard of in it.</summary>
public sealed class ToleranceTests
{
    private const string Invented = "invented";

    /// <summary>What the API answers with.</summary>
    private static readonly IReadOnlyList<Type> Records =
    [
        .. from type in typeof(Page<>).Assembly.GetExportedTypes()
           where type is { IsClass: true, IsAbstract: false } && type.Name.EndsWith("Dto", StringComparison.Ordinal) && !type.Name.EndsWith("BodyDto", StringComparison.Ordinal)
           where type.GetMethod("<Clone>$") is not null
           select type,
    ];

    public static TheoryData<string> Names => [.. Records.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Fields_and_words_that_nobody_knows_are_read(string name)
    {
        var type = ApiJson.Options.GetTypeInfo(Records.Single(record => record.Name == name));

        var read = JsonSerializer.Deserialize(Sample(type, 0), type)!;

        foreach (var field in type.Properties.Where(field => field.Get is not null))
            field.Get!(read).Should().NotBeNull($"{name}.{field.Name} was there");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fields_that_are_not_there_yet_are_left_empty(string name)
    {
        var type = ApiJson.Options.GetTypeInfo(Records.Single(record => record.Name == name));

        JsonSerializer.Deserialize("{}", type).Should().NotBeNull();
    }

    [Fact]
    public void A_word_that_nobody_knows_keeps_its_text_and_goes_back_as_it_came()
    {
        var types = JsonSerializer.Deserialize("""{"items":[{"name":"x","defaultAuth":"mutual_tls"},{"name":"y","defaultAuth":"api_key"},{"name":"z","defaultAuth":"mutual_tls"}]}""", ApiJson.Type<ProviderTypesDto>())!;

        types.Items.Select(item => item.DefaultAuth.Word()).Should().Equal("mutual_tls", "api_key", "mutual_tls");
        types.Items[1].DefaultAuth.Should().Be(ProviderAuth.ApiKey);
        types.Items[0].DefaultAuth.Should().Be(types.Items[2].DefaultAuth).And.NotBe(types.Items[1].DefaultAuth);
        JsonSerializer.Serialize(types, ApiJson.Type<ProviderTypesDto>()).Should().Contain("\"defaultAuth\":\"mutual_tls\"");
    }

    [Fact]
    public void Words_that_a_server_invents_without_end_do_not_fill_the_memory()
    {
        for (var i = 0; i < 3_000; i++)
            JsonSerializer.Deserialize($"\"word {i}\"", ApiJson.Options.GetTypeInfo(typeof(UpstreamEncoding)));

        var last = (UpstreamEncoding)JsonSerializer.Deserialize("\"one more\"", ApiJson.Options.GetTypeInfo(typeof(UpstreamEncoding)))!;

        last.Word().Should().Be("unknown");
        UpstreamEncoding.Client.Word().Should().Be("client");
    }

    [Fact]
    public void A_new_provider_is_sent_with_what_differs_from_the_defaults()
    {
        var body = new NewProviderBodyDto { Name = "lab", Type = "custom", BaseUrl = "https://llm.example.com/v1", MaxRetries = 0, Keys = ["sk-1"], Timeouts = new TimeoutOptions { Connect = TimeSpan.FromSeconds(3) } };

        var sent = JsonNode.Parse(JsonSerializer.Serialize(body, ApiJson.Type<NewProviderBodyDto>()))!.AsObject();

        sent.Select(field => field.Key).Should().BeEquivalentTo("name", "type", "baseUrl", "maxRetries", "apiKeys", "timeouts");
        sent["timeouts"]!["connectSeconds"]!.GetValue<double>().Should().Be(3);
    }

    [Fact]
    public void A_secret_is_in_no_text_of_a_body() =>
        $"{new ProviderKey { Value = "sk-hidden" }} {new Contracts.Ai.AiConfigBodyDto { Provider = "openai", ApiKey = "sk-hidden" }}".Should().NotContain("hidden");

    // Deep enough for every record; a list has one item.
    private static JsonNode Sample(JsonTypeInfo type, int depth)
    {
        if (type.Kind == JsonTypeInfoKind.Object && type.Properties.Count > 0)
            return new JsonObject(type.Properties.Select(field => KeyValuePair.Create<string, JsonNode?>(field.Name, Sample(field, depth + 1))).Append(KeyValuePair.Create<string, JsonNode?>(Invented, new JsonArray(1, new JsonObject { ["a"] = null }))));
        return Value(type.Type, depth);
    }

    private static JsonNode Sample(JsonPropertyInfo field, int depth) =>
        field.CustomConverter is SecondsConverter ? JsonValue.Create(3) : Value(field.PropertyType, depth);

    private static JsonNode Value(Type type, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || type.IsEnum)
            return JsonValue.Create(Invented);
        if (type == typeof(bool))
            return JsonValue.Create(true);
        if (type == typeof(DateTimeOffset))
            return JsonValue.Create("2026-11-21T08:00:00.000Z");
        if (type == typeof(Guid))
            return JsonValue.Create(Guid.NewGuid());
        if (type == typeof(TimeSpan) || type.IsPrimitive || type == typeof(decimal))
            return JsonValue.Create(7);
        if (type == typeof(JsonElement) || type == typeof(JsonNode) || type == typeof(JsonObject))
            return new JsonObject { [Invented] = 1 };
        if (!typeof(IEnumerable).IsAssignableFrom(type))
            return Sample(ApiJson.Options.GetTypeInfo(type), depth);
        return type.GenericTypeArguments is [_, var member]
            ? new JsonObject { [Invented] = Value(member, depth) }
            : new JsonArray(Value(type.GenericTypeArguments[0], depth));
    }
}
