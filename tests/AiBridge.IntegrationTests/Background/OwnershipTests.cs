using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Background;

public sealed class OwnershipTests
{
    private const string Cancel = BackgroundResponses.Poll + "/cancel";

    [Fact]
    public async Task One_s_own_response_may_be_cancelled_and_another_projects_may_not()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var theirs = await bridge.TokenOfAnotherProjectAsync();
        var id = await bridge.BeginAsync(upstream);
        upstream.Expect(Answers.Json, BackgroundResponses.Ended("cancelled"));

        using var refused = await bridge.SendAsync(bridge.Post(Cancel, "", theirs));
        using var unknown = await bridge.SendAsync(bridge.Post("/openai/v1/responses/resp_unknown/cancel", ""));
        using var cancelled = await bridge.SendAsync(bridge.Post(Cancel, ""));

        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        refused.Headers.GetValues("X-AiBridge-Error").Should().Equal("forbidden");
        unknown.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        cancelled.StatusCode.Should().Be(HttpStatusCode.OK);
        upstream.Received[^1].Should().BeEquivalentTo(new { Method = "POST", Target = "/v1/responses/resp_b1/cancel" });
        BackgroundResponses.Describe(await bridge.InterceptionAsync(id)).Should().Contain("partial:true");
        upstream.Verify();
    }

    [Fact]
    public async Task A_response_may_be_cancelled_while_its_stream_runs()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var held = upstream.ExpectHeld(first: $"event: response.created\ndata: {{\"type\":\"response.created\",\"response\":{BackgroundResponses.Running}}}\n\n");
        upstream.Expect(Answers.Json, BackgroundResponses.Ended("cancelled"));
        using var stream = await bridge.SendAsync(bridge.Post(Traffic.Responses, """{"model":"gpt-test","background":true,"stream":true,"input":"hello"}"""), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await stream.Content.ReadAsStreamAsync();
        (await body.ReadAsync(new byte[64])).Should().BePositive();

        using var cancelled = await bridge.SendAsync(bridge.Post(Cancel, ""));

        cancelled.StatusCode.Should().Be(HttpStatusCode.OK);
        held.End();
    }

    [Theory]
    [InlineData("POST", "/openai/v1/responses/resp_b1")]
    [InlineData("POST", "/openai/v1/responses/resp_b1/input_items")]
    [InlineData("POST", "/openai/v1/responses/resp_b1/cancel/cancel")]
    [InlineData("DELETE", "/openai/v1/responses/resp_b1")]
    [InlineData("DELETE", "/openai/v1/responses/resp_b1/cancel")]
    [InlineData("GET", "/openai/v1/responses/input_tokens")]
    [InlineData("DELETE", "/openai/v1/responses/input_tokens")]
    public async Task With_the_providers_key_nothing_else_may_be_done_to_a_response(string method, string path)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        await bridge.BeginAsync(upstream);
        var request = bridge.Get(path);
        request.Method = new HttpMethod(method);

        using var response = await bridge.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        upstream.Verify();
    }

    [Theory]
    [InlineData("/openai/v1/responses/input_tokens", "openai")]
    [InlineData("/lab/v1/responses/input_tokens?x=1", "lab")]
    public async Task Input_tokens_are_counted_without_a_record(string path, string name)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.Json, """{"object":"response.input_tokens","input_tokens":11}""");

        using var response = await bridge.SendAsync(bridge.Post(path, """{"model":"gpt-test", "input":"hello"}"""));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        upstream.Received.Single().Target.Should().Be(path["/".Length..][name.Length..]);
        upstream.Received.Single().Body.Should().Equal(Traffic.Utf8("""{"model":"gpt-test", "input":"hello"}"""));
        (await bridge.InterceptionsAsync()).GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("\"previous_response_id\":\"resp_b1\"", false)]
    [InlineData("\"previous_response_id\":\"resp_b1\"", true)]
    [InlineData("\"conversation\":\"conv_1\"", false)]
    [InlineData("\"conversation\":{\"id\":\"conv_1\"}", true)]
    public async Task Nobody_goes_on_from_what_another_project_was_given(string member, bool restarted)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;
        var body = $$"""{"model":"gpt-test",{{member}},"input":"more"}""";
        var bridge = await Bridge.StartAsync(Config.For(upstream), folder);
        var theirs = await bridge.TokenOfAnotherProjectAsync();
        var (own, admin) = (bridge.ProjectToken, bridge.AdminToken);
        upstream.Always(Answers.Text(Answers.Json, BackgroundResponses.Queued));
        (await bridge.SendAsync(bridge.Post(Traffic.Responses, """{"model":"gpt-test","conversation":"conv_1","input":"hello"}"""))).EnsureSuccessStatusCode();
        if (restarted)
        {
            await bridge.DisposeAsync();
            bridge = await Bridge.StartAsync(Config.For(upstream), folder);
        }

        using var refused = await bridge.SendAsync(bridge.Post(Traffic.Responses, body, theirs));
        using var went = await bridge.SendAsync(bridge.Post(Traffic.Responses, body, own));
        using var unknown = await bridge.SendAsync(bridge.Post(Traffic.Responses, body.Replace("_b1", "_b9").Replace("conv_1", "conv_9"), theirs));
        var ofTheirKey = bridge.Post(Traffic.Responses, body, "sk-their-own-key-0001");
        ofTheirKey.Headers.Add("X-AiBridge-Token", theirs);
        using var byok = await bridge.SendAsync(ofTheirKey);

        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        refused.Headers.GetValues("X-AiBridge-Error").Should().Equal("forbidden");
        went.StatusCode.Should().Be(HttpStatusCode.OK);
        unknown.StatusCode.Should().Be(HttpStatusCode.OK, "what nobody was given is the upstream's to judge");
        byok.StatusCode.Should().Be(HttpStatusCode.OK, "their own key, their own account");
        await bridge.FlushAsync();
        using var record = await bridge.SendAsync(bridge.Get($"/api/v1/interceptions/{refused.InterceptionId()}", admin));
        (await record.Content.ReadAsStringAsync()).Should().Contain("\"status\":\"failed\"").And.Contain("\"attempts\":[]");
        await bridge.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
