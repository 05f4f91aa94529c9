using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Http;

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

    public Task ChangeAsync(string defaultModel) => Bridge.ReconfigureAsync(Configuration(defaultModel));

    /// <summary>Under <c>/api/v1/providers</c>; the administrator when no token is named.</summary>
    public ManagementClient Providers(string? token = null) => Bridge.As(token ?? Bridge.AdminToken, "/api/v1/providers");

    /// <summary>The answer of a test, which is always a 200.</summary>
    public async Task<JsonElement> TestAsync(string name, object? body = null)
    {
        var answer = await Providers().CallAsync(HttpMethod.Post, $"{name}/test", body);
        answer.GetRawText().Should().NotContainAny(GoodKey, OtherGoodKey, RefusedKey, LimitedKey);
        return answer;
    }

    public Task<JsonElement> ModelsAsync(string name) => Providers().GetAsync($"{name}/models");

    public Task<JsonElement> ProviderAsync(string name) => Providers().GetAsync(name);

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
