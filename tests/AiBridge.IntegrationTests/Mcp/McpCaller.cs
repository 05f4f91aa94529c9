using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace AiBridge.IntegrationTests.Mcp;

/// <summary>An agent in front of the tools: JSON-RPC over HTTP, as it is sent.</summary>
/// <param name="http">Sends.</param>
/// <param name="token">Null for nobody.</param>
/// <param name="path">Where.</param>
internal sealed class McpCaller(HttpClient http, string? token, string path)
{
    public const string Old = "2025-06-18";
    public const string New = "2026-07-28";

    public string? Token => token;

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string? body = null, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type);
        return await http.SendAsync(request);
    }

    /// <summary>A method without <c>initialize</c> before it, and without a word on the version.</summary>
    public async Task<JsonElement> MethodAsync(string method, object? parameters = null, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(HttpMethod.Post, JsonSerializer.Serialize(new { jsonrpc = "2.0", id = 1, method, @params = parameters ?? new { } }), headers: headers);
        return await MessageAsync(response);
    }

    /// <summary>A tool's result, whether it is an error or not.</summary>
    public async Task<JsonElement> CallAsync(string tool, object? arguments = null) =>
        (await MethodAsync("tools/call", new { name = tool, arguments = arguments ?? new { } })).GetProperty("result");

    /// <summary>What a tool gave, which must be no error.</summary>
    public async Task<JsonElement> ToolAsync(string tool, object? arguments = null)
    {
        var result = await CallAsync(tool, arguments);
        result.TryGetProperty("isError", out var failed).Should().Be(failed.ValueKind == JsonValueKind.False, "{0} {1}", tool, result);
        return result.TryGetProperty("structuredContent", out var structured) ? structured : default;
    }

    /// <summary>What a tool refused with.</summary>
    public async Task<JsonElement> RefusalAsync(string tool, object? arguments, int status, string code)
    {
        var result = await CallAsync(tool, arguments);
        result.GetProperty("isError").GetBoolean().Should().BeTrue("{0} {1}", tool, result);
        var problem = result.GetProperty("structuredContent");
        problem.GetProperty("status").GetInt32().Should().Be(status, "{0}", problem);
        problem.GetProperty("code").GetString().Should().Be(code);
        result.GetProperty("content")[0].GetProperty("text").GetString().Should().Be($"{code}: {problem.GetProperty("detail").GetString()}");
        return problem;
    }

    /// <summary>The one message of an answer.</summary>
    public static async Task<JsonElement> MessageAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, "{0}", text);
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        var data = text.Split('\n').Single(line => line.StartsWith("data:", StringComparison.Ordinal));
        return JsonDocument.Parse(data["data:".Length..]).RootElement;
    }
}
