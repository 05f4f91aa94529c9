using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Relay;

/// <summary>Providers that repeat what they were sent in the words of an error.</summary>
public sealed class RepeatedSecretTests
{
    private const string HeaderValue = "planted-header-value-0123456789";

    [Fact]
    public async Task A_key_that_the_end_of_a_long_message_cuts_is_not_recorded_either()
    {
        var words = new string('x', 480);

        (await RecordedAsync($"{words} {Config.AnthropicKey} was refused")).Should().Be($"{words} sk-a...0001");
    }

    [Fact]
    public async Task A_configured_headers_value_is_recorded_with_its_mask() =>
        (await RecordedAsync($"not good: {HeaderValue}")).Should().Be("not good: plan...6789");

    [Fact]
    public async Task Words_that_end_like_a_key_begins_stay() =>
        (await RecordedAsync("expected one of: s")).Should().Be("expected one of: s");

    private static async Task<string?> RecordedAsync(string message)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var provider = new { Type = "anthropic", BaseUrl = upstream.Address, Keys = new[] { Config.AnthropicKey }, Headers = new Dictionary<string, string> { ["x-lab"] = HeaderValue } };
        await using var bridge = await Bridge.StartAsync(JsonSerializer.Serialize(new { Providers = new[] { provider } }));
        upstream.Expect(Answers.Json, JsonSerializer.Serialize(new { type = "error", error = new { type = "invalid_request_error", message } }), 400);

        using var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest));

        return (await bridge.InterceptionAsync(response.InterceptionId())).GetProperty("errorMessage").GetString();
    }
}
