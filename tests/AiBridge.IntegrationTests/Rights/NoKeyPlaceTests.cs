using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Rights;

/// <summary>Where a provider does not present itself by a key, what a caller sends for one is dropped and lifts nothing.</summary>
public sealed class NoKeyPlaceTests
{
    [Theory]
    [InlineData("open", "DELETE", "/v1/responses/resp_1", HttpStatusCode.NotFound)]
    [InlineData("open", "GET", "/v1/responses/resp_1", HttpStatusCode.Forbidden)]
    [InlineData("open", "GET", "/v1/conversations/conv_1", HttpStatusCode.Forbidden)]
    [InlineData("open", "POST", "/v1/conversations", HttpStatusCode.Forbidden)]
    [InlineData("open", "DELETE", "/v1/models/m", HttpStatusCode.NotFound)]
    [InlineData("badge", "DELETE", "/v1/responses/resp_1", HttpStatusCode.NotFound)]
    [InlineData("badge", "GET", "/v1/conversations/conv_1", HttpStatusCode.Forbidden)]
    public async Task A_made_up_credential_lifts_no_restriction(string provider, string method, string path, HttpStatusCode status)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await StartAsync(upstream);

        using var answer = await bridge.SendAsync(Request(bridge, new HttpMethod(method), $"/{provider}{path}"));

        answer.StatusCode.Should().Be(status);
        upstream.Verify();
    }

    [Theory]
    [InlineData("open")]
    [InlineData("badge")]
    public async Task It_is_dropped_and_the_call_is_the_providers_own(string provider)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await StartAsync(upstream);
        upstream.Expect(Answers.Json, """{"object":"list","data":[]}""");
        upstream.Expect(Answers.Json, """{"id":"chatcmpl-1","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"hi"}}]}""");

        using var listed = await bridge.SendAsync(Request(bridge, HttpMethod.Get, $"/{provider}/v1/models"));
        using var chat = Request(bridge, HttpMethod.Post, $"/{provider}/v1/chat/completions");
        chat.Content = new StringContent("""{"model":"m","messages":[{"role":"user","content":"hi"}]}""");
        using var asked = await bridge.SendAsync(chat);

        (listed.StatusCode, asked.StatusCode).Should().Be((HttpStatusCode.OK, HttpStatusCode.OK), "AllowByok false refuses nobody's key, for there is none");
        upstream.Received.Should().OnlyContain(call => !call.Headers.ContainsKey("Authorization") && !call.Headers.Values.Any(value => value.Contains("made-up")));
        (await bridge.InterceptionsAsync())[0].GetProperty("credentialKind").GetString().Should().Be("centralized");
    }

    private static Task<Bridge> StartAsync(FakeUpstream upstream) => Bridge.StartAsync(JsonSerializer.Serialize(new
    {
        Providers = new object[]
        {
            new { Type = "custom", Name = "open", BaseUrl = upstream.Address + "/v1", Auth = "none", AllowByok = false },
            new { Type = "custom", Name = "badge", BaseUrl = upstream.Address + "/v1", Auth = "custom_header", CustomHeader = new { Name = "X-Badge", Value = "badge-0000000001" } },
        },
    }));

    private static HttpRequestMessage Request(Bridge bridge, HttpMethod method, string path)
    {
        var request = bridge.Get(path, "sk-made-up-0000000000001");
        request.Method = method;
        request.Headers.Add("X-AiBridge-Token", bridge.ProjectToken);
        return request;
    }
}
