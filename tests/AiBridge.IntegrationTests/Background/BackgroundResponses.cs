using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;

namespace AiBridge.IntegrationTests.Background;

/// <summary>Responses that go on in the background, and the requests that ask for them.</summary>
internal static class BackgroundResponses
{
    public const string Request = """{"model":"gpt-test","background":true,"input":"hello"}""";
    public const string Queued = """{"id":"resp_b1","object":"response","status":"queued","background":true,"model":"gpt-test","output":[],"usage":null}""";
    public const string Running = """{"id":"resp_b1","object":"response","status":"in_progress","background":true,"model":"gpt-test","output":[],"usage":null}""";
    public const string Poll = "/openai/v1/responses/resp_b1";

    public static string Ended(string status, int output = 9, string more = "") => $$"""
        {"id":"resp_b1","object":"response","status":"{{status}}","background":true,"model":"gpt-test-2026","service_tier":"flex",{{more}}"output":[{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}]},{"type":"function_call","id":"fc_1","call_id":"call_1","name":"read","namespace":"mcp__docs","arguments":"{}"}],"usage":{"input_tokens":100,"input_tokens_details":{"cached_tokens":60},"output_tokens":{{output}},"output_tokens_details":{"reasoning_tokens":4},"total_tokens":{{100 + output}} } }
        """;

    /// <summary>Asks for a response in the background; the id of its interception.</summary>
    public static async Task<string> BeginAsync(this Bridge bridge, FakeUpstream upstream, string? token = null)
    {
        upstream.Expect(Answers.Json, Queued);
        using var response = await bridge.SendAsync(bridge.Post(Traffic.Responses, Request, token));
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return response.InterceptionId();
    }

    public static async Task<string> PollAsync(this Bridge bridge, string path = Poll, string? token = null)
    {
        using var response = await bridge.SendAsync(bridge.Get(path, token));
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, text);
        return text;
    }

    /// <summary>The usage and tool calls that the interception shows, as one text.</summary>
    public static string Describe(JsonElement interception)
    {
        var usage = interception.GetProperty("tokenUsage");
        if (usage.ValueKind == JsonValueKind.Null)
            return "nothing";
        var tools = interception.GetProperty("toolUsages").EnumerateArray().Select(tool => $"{tool.GetProperty("toolCallId").GetString()}@{tool.GetProperty("server").GetString()}");
        return $"{usage.GetProperty("inputTokens")}+{usage.GetProperty("cacheReadInputTokens")}/{usage.GetProperty("outputTokens")} {usage.GetProperty("extra").GetRawText()} "
            + $"partial:{usage.GetProperty("partial").GetRawText()} {string.Join(' ', tools)} thoughts:{interception.GetProperty("modelThoughts").GetArrayLength()}";
    }

    public static async Task<string> TokenOfAnotherProjectAsync(this Bridge bridge)
    {
        var project = await bridge.ProjectAsync("Another");
        var issued = await bridge.IssueAsync(new NewToken(project, "theirs", ["bridge:Invoke"]));
        return issued.Secret.Reveal();
    }
}
