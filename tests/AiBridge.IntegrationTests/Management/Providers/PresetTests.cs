using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management.Providers;

public sealed class PresetTests
{
    private const string FromPreset = ProviderFixture.Path + "/from-preset";

    [Fact]
    public async Task Every_preset_makes_a_provider_that_serves()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        var presets = (await fixture.CallAsync(HttpMethod.Get, ProviderFixture.Path + "/presets")).GetProperty("items").EnumerateArray().ToArray();

        presets.Select(preset => preset.GetProperty("preset").GetString()).Should().Equal(
            "anthropic", "openai", "copilot", "copilot-business", "copilot-enterprise", "chatgpt", "ollama", "lm-studio", "vllm", "openrouter", "xai", "groq", "mistral", "deepseek", "together");
        foreach (var preset in presets)
        {
            var name = preset.GetProperty("preset").GetString()!;
            var made = await fixture.CallAsync(HttpMethod.Post, FromPreset, new { preset = name }, HttpStatusCode.Created);
            foreach (var field in new[] { "displayName", "type", "baseUrl", "auth" })
                made.GetProperty(field).GetString().Should().Be(preset.GetProperty(field).GetString(), name);
            made.GetProperty("name").GetString().Should().Be(name);
            made.GetProperty("routable").GetBoolean().Should().BeTrue();
            made.GetProperty("status").GetString().Should().Be("enabled");
        }
    }

    [Theory]
    [InlineData("ollama", "http://localhost:11434")]
    [InlineData("lm-studio", "http://localhost:1234/v1")]
    [InlineData("vllm", "http://localhost:8000/v1")]
    public async Task Local_ones_say_what_they_need(string name, string baseUrl)
    {
        await using var fixture = await ProviderFixture.StartAsync();

        var preset = (await fixture.CallAsync(HttpMethod.Get, ProviderFixture.Path + "/presets")).GetProperty("items").EnumerateArray().Single(preset => preset.GetProperty("preset").GetString() == name);

        preset.GetProperty("baseUrl").GetString().Should().Be(baseUrl);
        preset.GetProperty("auth").GetString().Should().Be("none");
        preset.GetProperty("needsPrivateNetwork").GetBoolean().Should().BeTrue();
        preset.GetProperty("description").GetString().Should().Contain("Network:AllowPrivateNetwork").And.Contain("AllowedHosts");
    }

    [Fact]
    public async Task What_the_request_says_takes_the_place_of_the_presets()
    {
        await using var fixture = await ProviderFixture.StartAsync();

        var made = await fixture.CallAsync(HttpMethod.Post, FromPreset, new
        {
            preset = "openrouter",
            name = "router",
            displayName = (string?)null,
            type = "anthropic",
            baseUrl = fixture.Upstream.Address + "/routed",
            apiKey = "sk-or-preset-key-00000001",
            limits = new { concurrentRequests = 3 },
            headers = new Dictionary<string, string> { ["x-title"] = "a title" },
        }, HttpStatusCode.Created);

        made.GetProperty("displayName").GetString().Should().Be("OpenRouter", "null says nothing here");
        made.GetProperty("limits").GetProperty("concurrentRequests").GetInt32().Should().Be(3);
        (await fixture.SeenAsync("router")).Should().Be("/routed/v1/messages sk-or-preset-key-00000001");
    }

    [Fact]
    public async Task A_key_for_a_local_server_is_sent_to_it()
    {
        await using var fixture = await ProviderFixture.StartAsync();

        var made = await fixture.CallAsync(
            HttpMethod.Post, FromPreset, new { preset = "vllm", type = "anthropic", baseUrl = fixture.Upstream.Address, apiKey = "sk-local-preset-key-0001" }, HttpStatusCode.Created);
        await fixture.CallAsync(
            HttpMethod.Post, FromPreset, new { preset = "vllm", name = "open", auth = "none", apiKey = "sk-local-preset-key-0002" }, HttpStatusCode.Created);

        made.GetProperty("auth").GetString().Should().Be("api_key");
        (await fixture.SeenAsync("vllm")).Should().Be("/v1/messages sk-local-preset-key-0001");
        (await fixture.GetAsync("open")).GetProperty("auth").GetString().Should().Be("none", "that was asked for");
    }

    [Theory]
    [InlineData("""{}""", "preset", "name")]
    [InlineData("""{"preset":"nobody","name":"mine"}""", "preset", "type")]
    [InlineData("""{"preset":"openai","apiKey":"a-planted-key-1","apiKeys":[]}""", "apiKey")]
    [InlineData("""{"preset":"openai","apiKey":" "}""", "apiKey")]
    [InlineData("""{"preset":"openai","name":"api"}""", "name")]
    [InlineData("""{"preset":"openai","dumpDirectory":"/tmp"}""", "dumpDirectory")]
    [InlineData("""{"preset":"chatgpt","apiKey":"a-planted-key-1"}""", "apiKey")]
    [InlineData("""{"preset":"copilot","apiKeys":[{"value":"a-planted-key-1"}]}""", "apiKeys")]
    public async Task Faults_are_named(string body, params string[] fields)
    {
        await using var fixture = await ProviderFixture.StartAsync();

        (await fixture.FaultsAsync(HttpMethod.Post, FromPreset, body)).Distinct().Should().Contain(fields);

        (await fixture.GetAsync()).GetProperty("items").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task A_preset_is_added_once_under_its_name()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CallAsync(HttpMethod.Post, FromPreset, new { preset = "groq" }, HttpStatusCode.Created);

        await ManagementClient.ProblemAsync(await fixture.Bridge.Admin.SendAsync(HttpMethod.Post, FromPreset, new { preset = "groq" }), HttpStatusCode.Conflict, "provider_exists");
        await fixture.CallAsync(HttpMethod.Post, FromPreset, new { preset = "groq", name = "groq-two" }, HttpStatusCode.Created);
    }
}
