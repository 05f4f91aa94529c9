using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management.Tenants;

/// <summary>A server whose administrator works over the API.</summary>
internal sealed class TenantFixture(Bridge bridge) : IAsyncDisposable
{
    public Bridge Bridge => bridge;

    public static async Task<TenantFixture> StartAsync(string configuration = """{"Network":{"AllowPrivateNetwork":true}}""", TimeProvider? clock = null) =>
        new(await Bridge.StartAsync(configuration, clock: clock));

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, string? token = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token ?? bridge.AdminToken) } };
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await bridge.SendAsync(request);
    }

    public Task<JsonElement> CreateAsync(string path, object body, string? token = null) => ReadAsync(SendAsync(HttpMethod.Post, path, body, token), HttpStatusCode.Created);

    public Task<JsonElement> GetAsync(string path, string? token = null) => ReadAsync(SendAsync(HttpMethod.Get, path, token: token), HttpStatusCode.OK);

    public ValueTask DisposeAsync() => bridge.DisposeAsync();

    private static async Task<JsonElement> ReadAsync(Task<HttpResponseMessage> answer, HttpStatusCode expected)
    {
        using var response = await answer;
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(expected, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
