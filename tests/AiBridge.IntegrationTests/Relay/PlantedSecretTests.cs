using System.Text;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Relay;

/// <summary>Plants secrets where they belong and looks for them everywhere else.</summary>
public sealed class PlantedSecretTests
{
    private const string SecondToken = "aib_SECONDplantedTokenInAnotherAuthHeader000000";
    private const string ForeignKey = "planted-foreign-key-in-api-key-header-77";

    [Fact]
    public async Task A_planted_secret_shows_up_nowhere_but_where_it_is_meant_for()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var folder = Directory.CreateTempSubdirectory("aibridge-secrets-").FullName;
        string token;
        var answers = new StringBuilder();
        await using (var bridge = await Bridge.StartAsync(Config.For(upstream, new { Serilog = new { MinimumLevel = "Verbose" }, Logging = new { File = "logs/bridge.log" } }), folder))
        {
            token = bridge.ProjectToken;
            await PlayAsync(upstream, bridge, answers);
        }

        var secrets = new[] { Config.AnthropicKey, Config.OpenAiKey, token, SecondToken, ForeignKey };
        answers.ToString().Should().NotContainAny(secrets);
        foreach (var request in upstream.Received)
            AssertUpstreamSawOnlyItsOwn(request, secrets);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("aibridge.json", StringComparison.Ordinal)))
            Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).Should().NotContainAny(secrets, "of {0}", Path.GetFileName(file));
        Directory.EnumerateFiles(Path.Combine(folder, "logs")).Should().NotBeEmpty("the log must have been written for its search to mean anything");
        Directory.Delete(folder, recursive: true);
    }

    private static async Task PlayAsync(FakeUpstream upstream, Bridge bridge, StringBuilder answers)
    {
        // The upstream repeats the key it refused, as some do.
        upstream.Expect(Answers.Json, """{"type":"error","error":{"type":"invalid_request_error","message":"bad key KEY"}}""".Replace("KEY", Config.AnthropicKey, StringComparison.Ordinal), 400);
        upstream.Expect(Answers.EventStream, Traffic.AnthropicStream);
        upstream.Expect(Answers.Json, Traffic.ChatAnswer);
        upstream.Expect(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        var refused = await bridge.SendAsync(Request(bridge, Traffic.Messages, Traffic.AnthropicRequest));
        await NoteAsync(answers, refused);
        foreach (var (path, body) in new[] { (Traffic.Messages, Traffic.AnthropicRequest), (Traffic.Chat, Traffic.ChatRequest), (Traffic.Chat, Traffic.ChatRequest) })
            await NoteAsync(answers, await bridge.SendAsync(Request(bridge, path, body)));
        await NoteAsync(answers, await bridge.SendAsync(Request(bridge, "/copilot/chat/completions", Traffic.ChatRequest)));
        await NoteAsync(answers, await bridge.SendAsync(Request(bridge, "/openai/v1/nothing?key=" + ForeignKey, "{}")), withBody: false);
        await bridge.FlushAsync();
        foreach (var path in new[] { "/api/v1/interceptions", "/api/v1/sessions", "/api/v1/usage?groupBy=model", "/health/ready", "/openapi/v1.json", "/api/v1/interceptions/" + refused.InterceptionId() })
            await NoteAsync(answers, await bridge.SendAsync(bridge.Get(path, bridge.AdminToken)));
    }

    private static HttpRequestMessage Request(Bridge bridge, string path, string body)
    {
        var request = bridge.Post(path, body);
        request.Headers.Add("X-Api-Key", SecondToken);
        request.Headers.Add("api-key", ForeignKey);
        request.Headers.Add("x-goog-api-key", SecondToken);
        return request;
    }

    private static async Task NoteAsync(StringBuilder answers, HttpResponseMessage response, bool withBody = true)
    {
        answers.Append(response.Headers).Append(response.Content.Headers);
        if (withBody)
            answers.Append(await response.Content.ReadAsStringAsync());
    }

    private static void AssertUpstreamSawOnlyItsOwn(ReceivedRequest request, string[] secrets)
    {
        var own = request.Target.Contains("/messages", StringComparison.Ordinal) ? Config.AnthropicKey : Config.OpenAiKey;
        var everything = string.Join('\n', request.Headers.Values) + request.Target + Encoding.Latin1.GetString(request.Body);
        everything.Should().Contain(own);
        everything.Should().NotContainAny(secrets.Where(secret => secret != own));
    }
}
