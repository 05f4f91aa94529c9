using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Chat;

public sealed class ChatBadInputTests(SharedChat shared) : IClassFixture<SharedChat>
{
    private const string Hello = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    [Theory]
    [InlineData("{}", "messages")]
    [InlineData("""{"messages":null}""", "messages")]
    [InlineData("""{"messages":"hi"}""", "messages")]
    [InlineData("""{"messages":[]}""", "messages")]
    [InlineData("""{"messages":["hi"]}""", "messages")]
    [InlineData("""{"messages":[{"role":"assistant","content":"hi"}]}""", "messages")]
    [InlineData("""{"messages":[{"content":"hi"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"tool","content":"hi"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":" "}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text"}]}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":"\ud800"}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":"hi","name":"x"}]}""", "messages[0].name")]
    [InlineData("{" + Hello + ",\"system\":7}", "system")]
    [InlineData("{" + Hello + ",\"model\":\"\"}", "model")]
    [InlineData("{" + Hello + ",\"model\":\"a\\u0000b\"}", "model")]
    [InlineData("{" + Hello + ",\"maxTokens\":0}", "maxTokens")]
    [InlineData("{" + Hello + ",\"maxTokens\":\"many\"}", "maxTokens")]
    [InlineData("{" + Hello + ",\"temperature\":2.5}", "temperature")]
    [InlineData("{" + Hello + ",\"temperature\":\"hot\"}", "temperature")]
    [InlineData("{" + Hello + ",\"stream\":\"yes\"}", "stream")]
    [InlineData("{" + Hello + ",\"max_tokens\":5}", "max_tokens")]
    public async Task Each_fault_is_named_with_its_field_and_nothing_is_sent_or_recorded(string body, string field)
    {
        var user = await shared.ProjectAsync();

        var problem = await ManagementClient.ProblemAsync(await user.SendAsync(body), HttpStatusCode.BadRequest, "invalid_request");

        problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).Should().Contain(field);
        (await shared.Fixture.Bridge.InterceptionsAsync($"?projectId={user.ProjectId}")).GetArrayLength().Should().Be(0);
        shared.Fixture.Server.Verify();
    }

    [Fact]
    public async Task Without_a_model_anywhere_the_request_must_name_one()
    {
        await using var fixture = await ChatFixture.StartAsync(new { Ai = new { } });
        var user = await fixture.ProjectAsync("alpha");

        (await user.Api.FaultsAsync(HttpMethod.Post, ChatUser.ChatPath, new { messages = new[] { new { role = "user", content = "hi" } } })).Should().Equal("model");
        fixture.Server.Expect(Answers.Json, Traffic.AnthropicAnswer);
        (await user.AskAsync(model: "claude-test")).GetProperty("content").GetString().Should().Be("hi");
    }

    [Theory]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    public async Task A_body_that_is_no_object_is_refused(string body, HttpStatusCode status)
    {
        await ManagementClient.ProblemAsync(await (await shared.ProjectAsync()).SendAsync(body), status, "invalid_request");
    }

    [Theory]
    [InlineData("ai:Chat", "/v1/ai/config", "ai:ReadConfig")]
    [InlineData("ai:Chat", "/v1/stats", "ai:ReadStats")]
    [InlineData("bridge:Invoke", "/v1/ai/chat", "ai:Chat")]
    public async Task A_token_that_may_not_is_told_what_it_lacks(string permission, string path, string lacks)
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha", permission);

        using var response = await user.Api.SendAsync(path.EndsWith("chat", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, path, path.EndsWith("chat", StringComparison.Ordinal) ? "{}" : null);

        (await ManagementClient.ProblemAsync(response, HttpStatusCode.Forbidden, "forbidden")).GetProperty("detail").GetString().Should().Contain(lacks);
    }

    [Fact]
    public async Task The_permission_to_chat_alone_suffices_and_lets_nobody_use_the_bridge()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha", "ai:Chat");
        fixture.Server.Expect(Answers.Json, Traffic.AnthropicAnswer);

        (await user.AskAsync()).GetProperty("content").GetString().Should().Be("hi");
        (await fixture.Bridge.OutcomeAsync("anthropic", user.Token)).Should().Be("forbidden");
    }
}
