using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>Somebody with a token in front of the bridge's own API.</summary>
/// <param name="http">Sends.</param>
/// <param name="token">Null for nobody.</param>
/// <param name="root">What paths are under; those of a client without one are whole.</param>
internal sealed class ManagementClient(HttpClient http, string? token, string root = "")
{
    /// <param name="method">How.</param>
    /// <param name="path">With its query.</param>
    /// <param name="body">JSON text, or what becomes it; null for none.</param>
    /// <param name="ifMatch">The header's value; null for none.</param>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, root.Length == 0 || path.Length == 0 || path[0] == '?' ? root + path : $"{root}/{path}");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await http.SendAsync(request);
    }

    /// <summary>The body of the answer, which must have that status.</summary>
    public async Task<JsonElement> CallAsync(HttpMethod method, string path, object? body = null, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(status, "{0} {1}: {2}", method, path, text);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public Task<JsonElement> GetAsync(string path = "") => CallAsync(HttpMethod.Get, path);

    public Task<JsonElement> CreateAsync(string path, object body) => CallAsync(HttpMethod.Post, path, body, HttpStatusCode.Created);

    public Task<JsonElement> PutAsync(string path, object body) => CallAsync(HttpMethod.Put, path, body);

    public Task<JsonElement> PatchAsync(string path, object body) => CallAsync(HttpMethod.Patch, path, body);

    /// <summary>The paths of a 400's fields.</summary>
    public async Task<string[]> FaultsAsync(HttpMethod method, string path, object body)
    {
        var problem = await ProblemAsync(await SendAsync(method, path, body), HttpStatusCode.BadRequest, "invalid_request");
        return [.. problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()!)];
    }

    /// <summary>Checks a problem document and gives it back.</summary>
    public static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        response.StatusCode.Should().Be(status);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        problem.GetProperty("status").GetInt32().Should().Be((int)status);
        problem.GetProperty("code").GetString().Should().Be(code);
        return problem;
    }
}
