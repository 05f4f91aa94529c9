using System.Globalization;
using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;

namespace AiBridge.IntegrationTests.Ingress;

/// <summary>A bridge with limits, on a clock that stands still.</summary>
internal sealed class LimitedBridge : IAsyncDisposable
{
    private LimitedBridge(FakeUpstream upstream, Bridge bridge, FakeTimeProvider clock) => (Upstream, Bridge, Clock) = (upstream, bridge, clock);

    public FakeUpstream Upstream { get; }

    public Bridge Bridge { get; }

    public FakeTimeProvider Clock { get; }

    public static async Task<LimitedBridge> StartAsync(object limits)
    {
        var upstream = await FakeUpstream.StartAsync();
        upstream.Always(Answers.Text(Answers.Json, Traffic.AnthropicAnswer));
        var clock = new FakeTimeProvider();
        return new LimitedBridge(upstream, await Bridge.StartAsync(Config.For(upstream, new { Limits = limits }), clock: clock), clock);
    }

    /// <summary>A new token of a project.</summary>
    public Task<string> TokenAsync(string project = ProjectStore.DefaultId) => Bridge.TokenAsync(project, PermissionNames.InvokeBridge);

    public Task<string> ProjectAsync(string name) => Bridge.ProjectAsync(name);

    public Task<HttpResponseMessage> AskAsync(string? token = null, string path = Traffic.Messages, string body = Traffic.AnthropicRequest) =>
        Bridge.SendAsync(Bridge.Post(path, body, token));

    public async Task<HttpStatusCode> StatusAsync(string? token = null)
    {
        using var response = await AskAsync(token);
        return response.StatusCode;
    }

    /// <summary>Rewrites the configuration file and has it looked at.</summary>
    public Task ChangeAsync(object limits) => Bridge.ReconfigureAsync(Config.For(Upstream, new { Limits = limits }));

    /// <summary>Checks a 429 of the bridge: headers, and that it never came from the upstream; returns its body.</summary>
    public static async Task<JsonElement> RefusalAsync(HttpResponseMessage response, string code, int limit, int reset)
    {
        response.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal(code);
        response.Headers.GetValues("X-RateLimit-Limit").Should().Equal(limit.ToString(CultureInfo.InvariantCulture));
        response.Headers.GetValues("X-RateLimit-Remaining").Should().Equal("0");
        response.Headers.GetValues("X-RateLimit-Reset").Should().Equal(reset.ToString(CultureInfo.InvariantCulture));
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
    }

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
