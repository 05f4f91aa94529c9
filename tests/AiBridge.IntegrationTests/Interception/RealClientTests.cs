using System.Text.Json;
using AiBridge.Demo;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Interception;

/// <summary>Replays what real agents sent (Fixtures/clients) through the bridge to the simulated provider and reads the facts back.</summary>
public sealed class RealClientTests
{
    private const string Prompt = "Run the demo command, please.";

    [Theory]
    [InlineData("claude", "Claude Code", "anthropic_messages", "/v1/messages", "thinking")]
    [InlineData("codex", "Codex", "openai_responses", "/v1/responses", "reasoning_summary")]
    [InlineData("codex-scripted", "Codex", "openai_responses", "/v1/responses", "reasoning_summary")]
    [InlineData("opencode-anthropic", "OpenCode", "anthropic_messages", "/v1/messages", "thinking")]
    [InlineData("opencode-openai", "OpenCode", "openai_responses", "/v1/responses", "reasoning_summary")]
    [InlineData("opencode-chat", "OpenCode", "openai_chat_completions", "/v1/chat/completions", "reasoning")]
    public async Task A_tool_loop_reads_back_with_its_client_prompt_tool_thoughts_and_threads(string fixture, string client, string protocol, string route, string source)
    {
        await using var simulated = await SimulatedProvider.StartAsync(TimeProvider.System, CancellationToken.None);
        await using var bridge = await Bridge.StartAsync(ConfigFor(simulated));

        var first = await PlayAsync(bridge, fixture + "-turn1");
        var toolCall = first.GetProperty("toolUsages")[0].GetProperty("toolCallId").GetString()!;
        var second = await PlayAsync(bridge, fixture + "-turn2", toolCall);

        foreach (var turn in new[] { first, second })
        {
            turn.GetProperty("client").GetString().Should().Be(client);
            turn.GetProperty("protocol").GetString().Should().Be(protocol);
            turn.GetProperty("route").GetString().Should().Be(route);
            turn.GetProperty("status").GetString().Should().Be("completed");
            turn.GetProperty("purpose").GetString().Should().Be("main");
            turn.GetProperty("streaming").GetBoolean().Should().BeTrue();
            turn.GetProperty("sessionId").GetString().Should().Be(turn.GetProperty("clientSessionId").GetString()).And.NotBeNull();
            turn.GetProperty("tokenUsage").GetProperty("cacheReadInputTokens").GetInt64().Should().BePositive();
            turn.GetProperty("tokenUsage").GetProperty("partial").GetBoolean().Should().BeFalse();
        }

        first.GetProperty("prompts").EnumerateArray().Select(prompt => prompt.GetProperty("text").GetString()).Should().Equal(Prompt);
        first.GetProperty("modelThoughts")[0].GetProperty("source").GetString().Should().Be(source);
        first.GetProperty("threadRootId").GetString().Should().Be(first.GetProperty("id").GetString());
        second.GetProperty("prompts").GetArrayLength().Should().Be(0);
        second.GetProperty("threadParentId").GetString().Should().Be(first.GetProperty("id").GetString());
        second.GetProperty("threadRootId").GetString().Should().Be(first.GetProperty("id").GetString());
        second.GetProperty("correlatingToolCallId").GetString().Should().Be(toolCall);
    }

    [Theory]
    [InlineData("claude-title")]
    [InlineData("opencode-anthropic-title")]
    [InlineData("opencode-openai-title")]
    [InlineData("opencode-chat-title")]
    public async Task A_title_request_is_auxiliary_and_has_no_prompt(string fixture)
    {
        await using var simulated = await SimulatedProvider.StartAsync(TimeProvider.System, CancellationToken.None);
        await using var bridge = await Bridge.StartAsync(ConfigFor(simulated));

        var title = await PlayAsync(bridge, fixture);

        title.GetProperty("purpose").GetString().Should().Be("auxiliary");
        title.GetProperty("prompts").GetArrayLength().Should().Be(0);
        title.GetProperty("tokenUsage").GetProperty("outputTokens").GetInt64().Should().BePositive();
    }

    private static string ConfigFor(SimulatedProvider simulated) => JsonSerializer.Serialize(new
    {
        Providers = new object[]
        {
            new { Type = "anthropic", BaseUrl = simulated.BaseAddress, Keys = new[] { Config.AnthropicKey } },
            new { Type = "openai", BaseUrl = simulated.BaseAddress + "/v1", Keys = new[] { Config.OpenAiKey } },
        },
    });

    /// <summary>Sends a captured request; the tool call id it answers to is exchanged for the one really given.</summary>
    private static async Task<JsonElement> PlayAsync(Bridge bridge, string fixture, string? toolCall = null)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "clients");
        var lines = await File.ReadAllLinesAsync(Path.Combine(folder, fixture + ".http"));
        var body = await File.ReadAllTextAsync(Path.Combine(folder, fixture + ".json"));
        if (toolCall is not null)
            body = WithToolCall(body, toolCall);
        var request = new HttpRequestMessage(HttpMethod.Post, lines[0].Split(' ')[1]) { Content = new StringContent(body, null, "application/json") };
        foreach (var header in lines.Skip(1).Where(line => line.Contains(':', StringComparison.Ordinal)).Select(line => line.Split(':', 2)))
        {
            if (header[0] is not ("Host" or "Content-Type" or "content-type" or "Content-Length" or "host"))
                request.Headers.TryAddWithoutValidation(header[0], header[1].Trim().Replace("TOKEN", bridge.ProjectToken, StringComparison.Ordinal));
        }

        var response = await bridge.SendAsync(request);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsStringAsync();
        return await bridge.InterceptionAsync(response.InterceptionId());
    }

    private static string WithToolCall(string body, string toolCall)
    {
        var match = System.Text.RegularExpressions.Regex.Match(body, "\"(?:tool_use_id|tool_call_id|call_id)\": *\"([^\"]+)\"");
        return body.Replace(match.Groups[1].Value, toolCall, StringComparison.Ordinal);
    }
}
