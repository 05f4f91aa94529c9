using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using AiBridge.Demo;

namespace AiBridge.IntegrationTests.Demo;

/// <summary>A simulated provider and a client of it.</summary>
public sealed class DemoClient : IAsyncLifetime
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private SimulatedProvider? _provider;

    public async Task InitializeAsync()
    {
        _provider = await SimulatedProvider.StartAsync(TimeProvider.System, CancellationToken.None);
        _http.BaseAddress = new Uri(_provider.BaseAddress);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _provider!.DisposeAsync();
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers) =>
        _http.SendAsync(Request(method, path, body, headers));

    /// <summary>Returns at the headers; the body is read by the caller.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path, string body, params (string Name, string Value)[] headers) =>
        _http.SendAsync(Request(HttpMethod.Post, path, body, headers), HttpCompletionOption.ResponseHeadersRead);

    /// <summary>The body of a good blocking answer.</summary>
    public async Task<JsonNode> AskAsync(string path, string body)
    {
        using var response = await SendAsync(HttpMethod.Post, path, body);
        response.IsSuccessStatusCode.Should().BeTrue(because: await response.Content.ReadAsStringAsync());
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>The events of a good stream; <c>[DONE]</c> as a string.</summary>
    public async Task<List<(string? Name, JsonNode Data)>> StreamAsync(string path, string body)
    {
        using var response = await SendAsync(HttpMethod.Post, path, body);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.Should().BeTrue(because: text);
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        text.Should().EndWith("\n\n");
        return [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(Event)];
    }

    public static string Fixture(string client) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "clients", client + ".json"));

    private static HttpRequestMessage Request(HttpMethod method, string path, string? body, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return request;
    }

    private static (string?, JsonNode) Event(string block)
    {
        var lines = block.Split('\n');
        var name = lines[0].StartsWith("event: ", StringComparison.Ordinal) ? lines[0]["event: ".Length..] : null;
        var data = lines[^1]["data: ".Length..];
        return (name, data == "[DONE]" ? JsonValue.Create(data) : JsonNode.Parse(data)!);
    }
}
