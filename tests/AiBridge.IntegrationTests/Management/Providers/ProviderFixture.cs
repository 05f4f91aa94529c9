using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Interception;
using AiBridge.Projects;
using AiBridge.Providers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Management.Providers;

/// <summary>A bridge whose providers are made over the API, on an upstream that says whom it was asked by.</summary>
internal sealed class ProviderFixture : IAsyncDisposable
{
    public const string Path = "/api/v1/providers";
    public const string KeyOfConfigured = "sk-of-the-configuration-0000001";

    private const string HoldHeader = "x-hold";

    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ProviderFixture(FakeUpstream upstream, Bridge bridge) => (Upstream, Bridge) = (upstream, bridge);

    public FakeUpstream Upstream { get; }

    public Bridge Bridge { get; }

    /// <summary>With one provider <c>fixed</c> in the configuration.</summary>
    public static async Task<ProviderFixture> StartAsync(string? folder = null, object? logging = null)
    {
        var upstream = await FakeUpstream.StartAsync();
        var fixture = new ProviderFixture(upstream, await Bridge.StartAsync(Configuration(upstream, logging, "fixed"), folder));
        upstream.Always(fixture.AnswerAsync);
        return fixture;
    }

    /// <summary>Writes the configuration anew with these Anthropic providers and puts it into force.</summary>
    public async Task ConfigureAsync(params string[] names)
    {
        await File.WriteAllTextAsync(System.IO.Path.Combine(Bridge.Folder, "config", "aibridge.json"), Configuration(Upstream, null, names));
        Bridge.Services.GetRequiredService<ConfigurationReload>().Check();
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, string? ifMatch = null, string? token = null)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token ?? Bridge.AdminToken) } };
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await Bridge.SendAsync(request);
    }

    /// <summary>The body of the answer, which must have that status.</summary>
    public async Task<JsonElement> CallAsync(HttpMethod method, string path, object? body = null, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(status, text);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public Task<JsonElement> GetAsync(string name = "") => CallAsync(HttpMethod.Get, name.Length == 0 ? Path : $"{Path}/{name}");

    public Task<JsonElement> CreateAsync(object body) => CallAsync(HttpMethod.Post, Path, body, HttpStatusCode.Created);

    public Task<JsonElement> PutAsync(string name, object body) => CallAsync(HttpMethod.Put, $"{Path}/{name}", body);

    public async Task<string> TokenAsync(bool serverScope, params string[] permissions)
    {
        var issued = await Bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "test", permissions, ServerScope: serverScope));
        return issued.Secret.Reveal();
    }

    /// <summary>The paths of a 400's fields.</summary>
    public async Task<string[]> FaultsAsync(HttpMethod method, string path, object body)
    {
        var problem = await ManagedBridge.ProblemAsync(await SendAsync(method, path, body), HttpStatusCode.BadRequest, "invalid_request");
        return [.. problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()!)];
    }

    /// <summary>An agent's request by an Anthropic provider; a 200 says in <c>x-seen</c> where it arrived and with which key.</summary>
    public Task<HttpResponseMessage> AskAsync(string name) => Bridge.SendAsync(Bridge.Post($"/{name}/v1/messages", Traffic.AnthropicRequest));

    /// <summary>Path and key the upstream saw; the bridge's error code when it was not asked.</summary>
    public async Task<string> SeenAsync(string name)
    {
        using var response = await AskAsync(name);
        return response.Headers.TryGetValues("x-seen", out var seen) ? seen.Single()
            : response.Headers.TryGetValues("X-AiBridge-Error", out var code) ? code.Single()
            : $"{(int)response.StatusCode}";
    }

    /// <summary>A stream in its middle.</summary>
    public async Task<StreamTalk> HoldAsync(string name)
    {
        var request = Bridge.Post($"/{name}/v1/messages", Traffic.AnthropicRequest);
        request.Headers.Add(HoldHeader, "1");
        var response = await Bridge.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var talk = new StreamTalk(null!, response, await response.Content.ReadAsStreamAsync());
        await talk.ReadUntilAsync(Family.Anthropic.Begin);
        return talk;
    }

    /// <summary>Lets the held streams go on; the talk must then be whole.</summary>
    public async Task ReleaseAsync(StreamTalk talk)
    {
        _release.TrySetResult();
        (await talk.ReadToEndAsync()).Should().BeTrue("no change cuts a running stream");
        talk.Text.Should().Be(Family.Anthropic.Begin + Family.Anthropic.Half + Family.Anthropic.Rest);
        (await Bridge.InterceptionAsync(talk.InterceptionId)).GetProperty("status").GetString().Should().Be("completed");
    }

    public async ValueTask DisposeAsync()
    {
        _release.TrySetResult();
        await Bridge.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private static string Configuration(FakeUpstream upstream, object? logging, params string[] names) => JsonSerializer.Serialize(new
    {
        Network = new { AllowPrivateNetwork = true },
        Logging = logging,
        Providers = names.Select(name => new { Type = "anthropic", Name = name, BaseUrl = $"{upstream.Address}/configured", Keys = new[] { KeyOfConfigured } }),
    });

    private async Task AnswerAsync(HttpContext context)
    {
        var request = await context.ReadAsync();
        if (HttpMethods.IsGet(request.Method))
        {
            await Answers.Text(Answers.Json, """{"data":[{"id":"m-1"}]}""")(context);
            return;
        }

        context.Response.ContentType = Answers.EventStream;
        context.Response.Headers["x-seen"] = $"{request.Target} {request.Headers.GetValueOrDefault("x-api-key") ?? request.Headers.GetValueOrDefault("authorization")}";
        await context.Response.WriteAsync(Family.Anthropic.Begin);
        await context.Response.Body.FlushAsync();
        if (request.Headers.ContainsKey(HoldHeader))
            await _release.Task.WaitAsync(context.RequestAborted);
        await context.Response.WriteAsync(Family.Anthropic.Half + Family.Anthropic.Rest);
    }
}
