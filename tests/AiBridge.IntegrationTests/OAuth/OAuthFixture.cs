using System.Globalization;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.OAuth;

/// <summary>Providers that present themselves with access tokens, a token endpoint that counts them, and a clock that stands still.</summary>
internal sealed class OAuthFixture : IAsyncDisposable
{
    public const string ClientSecret = "planted-client-secret-0123456789";
    public const string ClientId = "bridge-client";

    private int _issued;

    private OAuthFixture(FakeUpstream upstream, FakeUpstream tokens) => (Upstream, Tokens) = (upstream, tokens);

    public FakeUpstream Upstream { get; }

    public FakeUpstream Tokens { get; }

    public FakeTimeProvider Clock { get; } = new();

    public Bridge Bridge { get; private set; } = null!;

    /// <summary>What the endpoint says in <c>expires_in</c>, as JSON; null leaves it out.</summary>
    public string? ExpiresIn { get; set; } = "3600";

    /// <summary>The n-th token of the endpoint.</summary>
    public static string TokenOf(int number) => string.Create(CultureInfo.InvariantCulture, $"planted-access-token-number-{number:0000}");

    public static async Task<OAuthFixture> StartAsync(string? folder = null, object? logging = null)
    {
        var fixture = new OAuthFixture(await FakeUpstream.StartAsync(), await FakeUpstream.StartAsync());
        fixture.Tokens.Always(fixture.IssueAsync);
        fixture.Upstream.Always(Answers.Text(Answers.Json, Traffic.ChatAnswer));
        fixture.Bridge = await Bridge.StartAsync(fixture.Configuration("chat", "identity", logging), folder, clock: fixture.Clock);
        return fixture;
    }

    public Task ChangeAsync(string scope, string upstreamEncoding) =>
        Bridge.ReconfigureAsync(Configuration(scope, upstreamEncoding, null));

    public Task<HttpResponseMessage> AskAsync(string path = "/lab/v1/chat/completions") =>
        Bridge.SendAsync(Bridge.Post(path, """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"hi"}]}"""));

    /// <summary>The number of the token the upstream was sent; the bridge's error code when it was not asked.</summary>
    public async Task<string> SentAsync(string path = "/lab/v1/chat/completions")
    {
        var before = Upstream.Received.Count;
        using var response = await AskAsync(path);
        if (response.Headers.TryGetValues("X-AiBridge-Error", out var code))
            return code.Single();
        return string.Join(' ', Upstream.Received.Skip(before).Select(request => request.Headers["Authorization"].Replace("Bearer planted-access-token-number-", "", StringComparison.Ordinal)));
    }

    /// <summary>What health says of the provider's token.</summary>
    public async Task<JsonElement> HealthAsync(string name = "lab") => (await Bridge.Admin.GetAsync($"/api/v1/providers/{name}/health")).GetProperty("oauth");

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        await Upstream.DisposeAsync();
        await Tokens.DisposeAsync();
    }

    /// <summary>Gives the next token.</summary>
    public async Task IssueAsync(HttpContext context)
    {
        await context.ReadAsync();
        context.Response.ContentType = Answers.Json;
        var life = ExpiresIn is null ? "" : $",\"expires_in\":{ExpiresIn}";
        await context.Response.WriteAsync($$"""{"access_token":"{{TokenOf(Interlocked.Increment(ref _issued))}}","token_type":"Bearer"{{life}}}""");
    }

    private string Configuration(string scope, string upstreamEncoding, object? logging)
    {
        var oauth = new { TokenUrl = Tokens.Address + "/token", ClientId, ClientSecret, Scope = scope };
        return JsonSerializer.Serialize(new
        {
            Serilog = new { MinimumLevel = logging is null ? "Information" : "Verbose" },
            Logging = logging,
            Providers = new object[]
            {
                new { Type = "custom", Name = "lab", BaseUrl = Upstream.Address + "/v1", Auth = "oauth", OAuth = oauth, UpstreamEncoding = upstreamEncoding },
                new { Type = "anthropic", Name = "claude", BaseUrl = Upstream.Address, Auth = "oauth", OAuth = oauth },
                new { Type = "custom", Name = "unset", BaseUrl = Upstream.Address + "/v1", Auth = "oauth", OAuth = oauth with { ClientSecret = "env:NOT_SET_ANYWHERE" } },
            },
        });
    }
}
