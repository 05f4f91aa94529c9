using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Secrets;

/// <summary>Somebody with a token, in front of <c>/api/v1/secrets</c>.</summary>
internal sealed class SecretClient(Bridge bridge, string token)
{
    private const string Path = "/api/v1/secrets";

    public async Task<JsonElement> CreateAsync(object body)
    {
        using var response = await SendAsync(HttpMethod.Post, "", body);
        return await JsonAsync(response, HttpStatusCode.Created);
    }

    public async Task<string> CreateIdAsync(string name, string value, string? projectId = "prj_default") =>
        (await CreateAsync(new { name, value, projectId })).GetProperty("id").GetString()!;

    public async Task<JsonElement> GetAsync(string id = "") => await JsonAsync(await SendAsync(HttpMethod.Get, id), HttpStatusCode.OK);

    /// <summary>The word for what is wrong with it; null when nothing is.</summary>
    public async Task<string?> ErrorAsync(string id) => (await GetAsync(id)).GetProperty("error").GetString();

    public async Task<JsonElement> PatchAsync(string id, object body) => await JsonAsync(await SendAsync(HttpMethod.Patch, id, body), HttpStatusCode.OK);

    /// <param name="method">How.</param>
    /// <param name="target">Id and query.</param>
    /// <param name="body">JSON text, or what becomes it; null for none.</param>
    /// <param name="ifMatch">The header's value; null for none.</param>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string target, object? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, target.Length == 0 ? Path : target[0] == '?' ? Path + target : $"{Path}/{target}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await bridge.SendAsync(request);
    }

    /// <summary>A message through a provider of Anthropic's type: the status and the bridge's own error, if it is one.</summary>
    public async Task<(HttpStatusCode Status, string? Error)> AskAsync(string provider)
    {
        using var response = await bridge.SendAsync(bridge.Post($"/{provider}/v1/messages", """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"hi"}]}""", token));
        return (response.StatusCode, response.Headers.TryGetValues("X-AiBridge-Error", out var codes) ? codes.Single() : null);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(status, text);
        return JsonDocument.Parse(text).RootElement;
    }
}

internal static class SecretClients
{
    public static SecretClient As(this Bridge bridge, string token) => new(bridge, token);
}
