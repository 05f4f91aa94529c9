using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using AiBridge.Demo;

namespace AiBridge.IntegrationTests.Demo;

public sealed class SimulatedRoutesTests(DemoClient client) : IClassFixture<DemoClient>
{
    [Fact]
    public async Task The_probe_of_the_base_address_is_answered_empty()
    {
        using var response = await client.SendAsync(HttpMethod.Head, "/");

        ((int)response.StatusCode).Should().Be(200);
        (await response.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Tokens_are_counted()
    {
        var counted = await client.AskAsync("/v1/messages/count_tokens", """{"model":"m","messages":[{"role":"user","content":"x"}]}""");

        ((int)counted["input_tokens"]!).Should().BePositive();
    }

    [Fact]
    public async Task Models_come_in_the_shape_of_the_asking_family()
    {
        var anthropic = await ModelsAsync(("anthropic-version", "2023-06-01"));
        var openAi = await ModelsAsync();

        anthropic["data"]![0]!["type"]!.GetValue<string>().Should().Be("model");
        anthropic["has_more"]!.GetValue<bool>().Should().BeFalse();
        openAi["object"]!.GetValue<string>().Should().Be("list");
    }

    [Theory]
    [InlineData("claude-turn1", "/v1/messages", "Bash")]
    [InlineData("codex-turn1", "/v1/responses", "exec_command")]
    [InlineData("codex-scripted-turn1", "/v1/responses", "exec")]
    [InlineData("opencode-anthropic-turn1", "/v1/messages", "bash")]
    [InlineData("opencode-openai-turn1", "/v1/responses", "bash")]
    [InlineData("opencode-chat-turn1", "/v1/chat/completions", "bash")]
    public async Task Each_agents_first_turn_calls_its_shell_and_its_second_reports(string turn, string path, string tool)
    {
        var first = await BodyAsync(path, DemoClient.Fixture(turn));
        var second = await BodyAsync(path, DemoClient.Fixture(turn.Replace("turn1", "turn2", StringComparison.Ordinal)));

        first.Should().Contain($"\"name\":\"{tool}\"");
        second.Should().Contain("answered").And.NotContain($"\"name\":\"{tool}\"");
    }

    [Fact]
    public async Task Unknown_paths_get_the_familys_404()
    {
        using var response = await client.SendAsync(HttpMethod.Get, "/v1/conversations");

        ((int)response.StatusCode).Should().Be(404);
        (await response.Content.ReadAsStringAsync()).Should().Contain("not_found_error");
    }

    [Fact]
    public async Task Compressed_requests_are_understood()
    {
        await using var provider = await SimulatedProvider.StartAsync(TimeProvider.System, CancellationToken.None);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes("""{"model":"m","input":"hi"}"""));
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");

        using var response = await http.PostAsync(new Uri(provider.BaseAddress + "/v1/responses"), content);

        ((int)response.StatusCode).Should().Be(200);
    }

    private async Task<JsonNode> ModelsAsync(params (string, string)[] headers)
    {
        using var response = await client.SendAsync(HttpMethod.Get, "/v1/models?limit=1000", null, headers);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private async Task<string> BodyAsync(string path, string body)
    {
        using var response = await client.SendAsync(HttpMethod.Post, path, body);
        return await response.Content.ReadAsStringAsync();
    }
}
