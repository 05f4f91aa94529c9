using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Providers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Probe;

/// <summary>Providers of several kinds on one upstream, which takes and refuses keys by what they are called.</summary>
internal sealed class ProbeFixture : IAsyncDisposable
{
    public const string GoodKey = "sk-good-key-000000000001";
    public const string OtherGoodKey = "sk-good-key-000000000002";
    public const string RefusedKey = "sk-refused-key-00000000401";
    public const string LimitedKey = "sk-limited-key-00000000429";

    private ProbeFixture(FakeUpstream upstream) => Upstream = upstream;

    public FakeUpstream Upstream { get; }

    public FakeTimeProvider Clock { get; } = new();

    public Bridge Bridge { get; private set; } = null!;

    /// <summary>What a taken key gets from the model list.</summary>
    public RequestDelegate Models { get; set; } = Answers.Text(Answers.Json, """{"object":"list","data":[{"id":"m-1","owned_by":"lab"},{"id":"m-2","display_name":"Model two"}]}""");

    public static async Task<ProbeFixture> StartAsync(string defaultModel = "")
    {
        var fixture = new ProbeFixture(await FakeUpstream.StartAsync());
        fixture.Upstream.Always(fixture.AnswerAsync);
        fixture.Bridge = await Bridge.StartAsync(fixture.Configuration(defaultModel), clock: fixture.Clock);
        return fixture;
    }

    public async Task ChangeAsync(string defaultModel)
    {
        await File.WriteAllTextAsync(Path.Combine(Bridge.Folder, "config", "aibridge.json"), Configuration(defaultModel));
        Bridge.Services.GetRequiredService<ConfigurationReload>().Check();
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, string? token = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1/providers/" + path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token ?? Bridge.AdminToken) } };
        if (body is not null)
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        return await Bridge.SendAsync(request);
    }

    /// <summary>The answer of a test, which is always a 200.</summary>
    public async Task<JsonElement> TestAsync(string name, object? body = null)
    {
        using var response = await SendAsync(HttpMethod.Post, $"{name}/test", body);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, text);
        text.Should().NotContainAny(GoodKey, OtherGoodKey, RefusedKey, LimitedKey);
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<JsonElement> ModelsAsync(string name)
    {
        using var response = await SendAsync(HttpMethod.Get, $"{name}/models");
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<JsonElement> ProviderAsync(string name)
    {
        using var response = await SendAsync(HttpMethod.Get, name);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private string Configuration(string defaultModel)
    {
        var (root, v1) = (Upstream.Address, Upstream.Address + "/v1");
        return JsonSerializer.Serialize(new
        {
            Network = new { AllowPrivateNetwork = true },
            Providers = new object[]
            {
                new { Type = "anthropic", Name = "three", BaseUrl = root, Keys = new[] { GoodKey, RefusedKey, LimitedKey }, DefaultModel = defaultModel },
                new { Type = "openai", Name = "two", BaseUrl = v1, Keys = new[] { RefusedKey, OtherGoodKey }, DefaultModel = defaultModel },
                new { Type = "custom", Name = "one", BaseUrl = v1, Keys = new[] { GoodKey }, DefaultModel = defaultModel },
                new { Type = "custom", Name = "off", BaseUrl = v1, Keys = new[] { GoodKey }, Enabled = false },
                new { Type = "custom", Name = "keyless", BaseUrl = v1 },
                new { Type = "custom", Name = "open", BaseUrl = v1, Auth = "none" },
                new { Type = "ollama", Name = "local", BaseUrl = root },
                new { Type = "custom", Name = "header", BaseUrl = v1, Auth = "custom_header", CustomHeader = new { Name = "x-lab-key", Value = GoodKey } },
                new { Type = "copilot", Name = "byok", BaseUrl = root },
                new { Type = "custom", Name = "gone", BaseUrl = "http://127.0.0.1:9/v1", Keys = new[] { GoodKey } },
            },
        });
    }

    // The upstream repeats the key it refuses, as some do.
    private async Task AnswerAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var key = headers["x-api-key"].ToString() is { Length: > 0 } own ? own : headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        var answer = key switch
        {
            RefusedKey => Answers.Text(Answers.Json, $$$"""{"error":{"message":"bad key {{{key}}}"}}""", 401),
            LimitedKey => Answers.Text(Answers.Json, $$$"""{"error":{"message":"{{{key}}} is slow"}}""", 429),
            _ when context.Request.Method == "GET" => Models,
            _ => Answers.Text(Answers.Json, "{}"),
        };
        await answer(context);
    }
}
