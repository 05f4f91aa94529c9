using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiBridge.Contracts.Providers;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management.Providers;

/// <summary>Every setting there is, whatever the list of them says: what is added later is held to it by itself.</summary>
public sealed class SettingTests
{
    /// <summary>What a provider needs so that any one setting can be given beside it.</summary>
    private const string Ground = """{"type":"openai","oauth":{"tokenUrl":"https://idp.example.com/token","clientId":"me","scope":"any"},"customHeader":{"name":"x-key","value":"sk-any-value-00000001"}}""";

    [Fact]
    public async Task Each_is_set_by_POST_read_back_by_GET_changed_by_PUT_and_reset_by_null()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        var settings = await SettingsAsync(fixture);
        var differences = new List<string>();

        foreach (var setting in settings.Where(setting => setting.IsSettableBy("server") && !setting.IsSecret && setting.Name is not ("name" or "type")))
        {
            var (one, other) = setting.Values;
            var name = $"p-{setting.Name.Replace('.', '-').ToLowerInvariant()}";
            var created = Merged(JsonNode.Parse(Ground)!.AsObject(), DescribedSetting.At(setting.Name, '.', one));
            created["name"] = name;
            await fixture.CreateAsync(created.ToJsonString());
            var before = await GetAsync(fixture, name);
            Expect(setting, "POST", one, setting.In(before));
            // One host for the other value, so that no secret has to be given anew.
            var after = await PutAsync(fixture, name, setting, setting.Type == "boolean" ? one : other);
            Expect(setting, "PUT", setting.Type == "boolean" ? one : other, setting.In(after));
            var reset = await PutAsync(fixture, name, setting, null, moves: setting.Name == "baseUrl");
            Expect(setting, "null", DefaultOf(setting, name), setting.In(reset));
            if (!JsonNode.DeepEquals(Without(setting, before), Without(setting, reset)))
                differences.Add($"{setting.Name}: other settings did not stay: {before} became {reset}");
        }

        differences.Should().BeEmpty();
        settings.Should().HaveCountGreaterThan(30);

        void Expect(DescribedSetting setting, string how, JsonNode? wanted, JsonNode? found)
        {
            if (!JsonNode.DeepEquals(wanted, found))
                differences.Add($"{setting.Name} by {how}: {wanted?.ToJsonString() ?? "null"} was told as {found?.ToJsonString() ?? "null"}");
        }
    }

    [Fact]
    public async Task Each_means_in_a_file_what_it_means_over_the_API()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        var settings = (await SettingsAsync(fixture)).Where(setting => setting.IsSettableBy("file") && !setting.IsSecret && setting.Name is not ("name" or "type")).ToList();
        var entry = new JsonObject { ["Type"] = "openai", ["Name"] = "filed" };
        foreach (var setting in settings)
            entry = Merged(entry, DescribedSetting.At(setting.Key, ':', setting.Name == "auth" ? "api_key" : setting.Values.One));

        await fixture.Bridge.ReconfigureAsync(new JsonObject { ["Providers"] = new JsonArray(entry) }.ToJsonString());

        var told = await GetAsync(fixture, "filed");
        foreach (var setting in settings.Where(setting => setting.IsSettableBy("server") && setting.Name != "auth"))
            setting.In(told)?.ToJsonString().Should().Be(setting.Values.One.ToJsonString(), setting.Name);
        told.AsObject().Should().NotContainKey("dumpDirectory", "a path of the server's files is told to nobody");
    }

    [Fact]
    public async Task Schema_document_and_list_say_the_same_of_each()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        var settings = await SettingsAsync(fixture);
        var document = await fixture.CallAsync(HttpMethod.Get, "/openapi/v1.json");
        var body = document.GetProperty("components").GetProperty("schemas").GetProperty("NewProviderBodyDto");
        var file = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "config", "aibridge.schema.json"))).RootElement
            .GetProperty("properties").GetProperty("Providers").GetProperty("items");
        var differences = new List<string>();

        foreach (var setting in settings)
        {
            Compare(setting, "the schema", Node(file, setting.Key.Split(':'), file), ["description", "minimum", "maximum", "maxLength", "type", "default"]);
            if (setting.IsSettableBy("server"))
                Compare(setting, "the document", Node(body, setting.Name.Split('.'), document), ["description", "minimum", "maximum", "maxLength", "default"]);
        }

        differences.Should().BeEmpty();

        void Compare(DescribedSetting setting, string where, JsonElement? found, string[] words)
        {
            foreach (var word in words)
            {
                var (here, there) = (Text(setting.Said.GetProperty(word)), found?.TryGetProperty(word, out var said) == true ? Text(said) : "null");
                if (here != there)
                    differences.Add($"{setting.Name}: {word} is {here}, in {where} {there}");
            }
        }
    }

    [Fact]
    public async Task Secrets_are_told_by_their_masked_hints()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        var secrets = (await SettingsAsync(fixture)).Where(setting => setting.IsSecret).Select(setting => setting.Name);

        await fixture.CreateAsync(new
        {
            name = "mine",
            type = "openai",
            apiKeys = new[] { new { value = "sk-planted-key-00000001" } },
            oauth = new { clientSecret = "sk-planted-client-000002" },
            customHeader = new { value = "sk-planted-header-000003" },
            headers = new Dictionary<string, string> { ["x-team"] = "sk-planted-value-000004" },
        });

        secrets.Should().BeEquivalentTo("apiKeys", "oauth.clientSecret", "customHeader.value", "headers");
        var told = await GetAsync(fixture, "mine");
        told.ToJsonString().Should().NotContain("planted");
        new[] { told["keys"]![0]!["hint"], told["oauth"]!["clientSecretHint"], told["customHeader"]!["valueHint"], told["headers"]!["x-team"] }
            .Select(hint => hint!.GetValue<string>()).Should().Equal("sk-p...0001", "sk-p...0002", "sk-p...0003", "sk-p...0004");
    }

    [Fact]
    public async Task What_only_a_file_may_set_is_no_field_of_the_API()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        var ofFiles = (await SettingsAsync(fixture)).Where(setting => !setting.IsSettableBy("server")).ToList();

        ofFiles.Select(setting => setting.Name).Should().Equal("dumpDirectory");
        foreach (var setting in ofFiles)
        {
            var body = Merged(JsonNode.Parse("""{"name":"mine","type":"openai"}""")!.AsObject(), DescribedSetting.At(setting.Name, '.', setting.Values.One));
            (await fixture.FaultsAsync(HttpMethod.Post, ProviderFixture.Path, body.ToJsonString())).Should().Equal(setting.Name);
        }
    }

    [Fact]
    public async Task The_list_of_types_and_settings_is_for_whoever_has_a_token()
    {
        await using var fixture = await ProviderFixture.StartAsync();

        using var answer = await fixture.Bridge.As(await fixture.TokenAsync(serverScope: false, "bridge:Invoke")).SendAsync(HttpMethod.Get, "/api/v1/provider-types");
        var types = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        types.GetProperty("items").EnumerateArray().Single(type => type.GetProperty("name").GetString() == "ollama").GetRawText()
            .Should().Be("""{"name":"ollama","clientBase":"","defaultBaseUrl":"http://localhost:11434","defaultAuth":"none","byokOnly":false,"routable":true}""");
        types.GetProperty("settings").EnumerateArray().Single(setting => setting.GetProperty("name").GetString() == "timeouts.connectSeconds").GetRawText().Should().Be(
            """{"name":"timeouts.connectSeconds","key":"Timeouts:ConnectSeconds","type":"number","required":false,"default":15,"minimum":0.1,"maximum":3600,"maxLength":null,"maxItems":null,"values":null,"description":"To connect.","group":"Failures","secret":false,"settableBy":["file","server","project"]}""");
        await ManagementClient.ProblemAsync(await fixture.Bridge.As("aib_nobody").SendAsync(HttpMethod.Get, "/api/v1/provider-types"), HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task A_program_sends_the_whole_record()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        var record = new ProviderOptions
        {
            Name = "mine",
            Type = "openai",
            Auth = ProviderAuth.OAuth,
            Timeouts = new TimeoutOptions { Connect = TimeSpan.FromSeconds(2.5) },
            OAuth = new OAuthOptions { TokenUrl = "https://idp.example.com/token", ClientId = "me", ClientSecret = "sk-planted-client-000002" },
            Headers = new Dictionary<string, string?> { ["x-team"] = "sk-planted-value-000004" },
        };
        await fixture.CreateAsync(JsonSerializer.Serialize(record, JsonSerializerOptions.Web));

        // What holds secrets is left out: nobody who changes a setting has them.
        var changed = record with { Name = null, MaxRetries = 5, Headers = null, OAuth = record.OAuth with { Scope = "more", ClientSecret = null } };
        var told = JsonSerializer.Deserialize<ProviderDto>(await fixture.PutAsync("mine", JsonSerializer.Serialize(changed, JsonSerializerOptions.Web)), JsonSerializerOptions.Web)!;

        (told.MaxRetries, told.Timeouts, told.Auth).Should().Be((5, record.Timeouts, ProviderAuth.OAuth));
        told.Oauth.Should().Be(new ProviderOAuthDto(changed.OAuth) { ClientSecretHint = "sk-p...0002" });
        told.Headers.Should().ContainSingle().Which.Value.Should().Be("sk-p...0004");
    }

    private static async Task<IReadOnlyList<DescribedSetting>> SettingsAsync(ProviderFixture fixture) =>
        DescribedSetting.In(await fixture.CallAsync(HttpMethod.Get, "/api/v1/provider-types"));

    private static async Task<JsonNode> GetAsync(ProviderFixture fixture, string name) => JsonNode.Parse((await fixture.GetAsync(name)).GetRawText())!;

    private static async Task<JsonNode> PutAsync(ProviderFixture fixture, string name, DescribedSetting setting, JsonNode? value, bool moves = false)
    {
        var body = DescribedSetting.At(setting.Name, '.', value);
        if (moves)
            body = Merged(body, JsonNode.Parse("""{"customHeader":{"value":"sk-any-value-00000001"}}""")!.AsObject());
        return JsonNode.Parse((await fixture.PutAsync(name, body.ToJsonString())).GetRawText())!;
    }

    private static JsonNode? DefaultOf(DescribedSetting setting, string name) => setting.Name switch
    {
        "displayName" => name,
        "baseUrl" => "https://api.openai.com/v1",
        "auth" => "api_key",
        _ => JsonNode.Parse(setting.Said.GetProperty("default").GetRawText()),
    };

    private static JsonObject Merged(JsonObject target, JsonObject other)
    {
        foreach (var (key, value) in other)
            target[key] = target[key] is JsonObject both && value is JsonObject inner ? Merged(both.DeepClone().AsObject(), inner) : value?.DeepClone();
        return target;
    }

    private static JsonNode Without(DescribedSetting setting, JsonNode answer)
    {
        var copy = answer.DeepClone();
        var path = setting.Name.Split('.');
        (path[..^1].Aggregate((JsonNode?)copy, (at, key) => at?[key]) as JsonObject)?.Remove(path[^1]);
        copy.AsObject().Remove("updatedAt");
        copy.AsObject().Remove("status");
        return copy;
    }

    private static JsonElement? Node(JsonElement schema, string[] path, JsonElement document)
    {
        foreach (var key in path)
        {
            if (!Resolve(schema, document).TryGetProperty("properties", out var properties) || !properties.TryGetProperty(key, out schema))
                return null;
        }

        return schema;
    }

    private static JsonElement Resolve(JsonElement schema, JsonElement document)
    {
        if (schema.TryGetProperty("oneOf", out var choices))
            schema = choices.EnumerateArray().Last();
        while (schema.TryGetProperty("$ref", out var reference))
            schema = reference.GetString()!.Split('/').Skip(1).Aggregate(document, (at, name) => at.GetProperty(name));
        return schema;
    }

    // 1 here may be 1.0 there, and a file may write nothing as an empty list, object or text.
    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Number
        ? value.GetDecimal().ToString("G29", System.Globalization.CultureInfo.InvariantCulture)
        : value.ToString() is { Length: > 0 } text and not ("[]" or "{}") ? text : "null";
}
