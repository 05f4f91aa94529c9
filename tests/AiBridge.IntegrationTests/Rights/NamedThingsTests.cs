using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Rights;

/// <summary>With the provider's key nobody uses what belongs to who holds it, or what an answer to another project made.</summary>
public sealed class NamedThingsTests : IAsyncLifetime
{
    private const string Responses = "/openai/v1/responses";
    private const string Messages = "/anthropic/v1/messages";
    private const string Chat = "/openai/v1/chat/completions";
    private const string OwnKey = "sk-my-own-key-00000000001";

    private FakeUpstream _upstream = null!;
    private Bridge _bridge = null!;
    private string _token = "";

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Always(Answers.Text(Answers.Json, "{}"));
        _bridge = await Bridge.StartAsync(Config.For(_upstream));
        _token = await _bridge.TokenAsync(await _bridge.ProjectAsync("other"), "bridge:Invoke");
    }

    public async Task DisposeAsync()
    {
        await _bridge.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData(Responses, """{"model":"m","input":[{"role":"user","content":[{"type":"input_file","file_id":"file-1"}]}]}""")]
    [InlineData(Responses, """{"model":"m","input":"x","tools":[{"type":"file_search","vector_store_ids":["vs_1"]}]}""")]
    [InlineData(Responses, """{"model":"m","input":"x","prompt":{"id":"pmpt_1"}}""")]
    [InlineData(Responses, """{"model":"m","input":"x","Prompt":{"ID":"pmpt_1"}}""")]
    [InlineData(Responses, """{"model":"m","input":"x","tools":[{"type":"image_generation","input_image_mask":{"file_id":"file-1"}}]}""")]
    [InlineData(Responses, """{"model":"m","input":[{"type":"additional_tools","tools":[{"type":"file_search","vector_store_ids":"vs_1"}]}]}""")]
    [InlineData(Responses, """{"model":"m","input":[{"role":"user","content":[{"Type":"input_file","File_ID":"file-1"}]}],"input":"x"}""")]
    [InlineData(Responses + "/input_tokens", """{"model":"m","input":[{"role":"user","content":[{"type":"input_file","file_id":"file-1"}]}]}""")]
    [InlineData(Responses + "/compact", """{"model":"m","input":[{"role":"user","content":[{"type":"input_file","file_id":"file-1"}]}]}""")]
    [InlineData(Chat, """{"model":"m","messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"file-1"}}]}]}""")]
    [InlineData(Messages, """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"file","file_id":"file_1"}}]}]}""")]
    [InlineData(Messages, """{"model":"m","max_tokens":1,"system":[{"type":"document","source":{"type":"file","file_id":"file_1"}}],"messages":[{"role":"user","content":"x"}]}""")]
    [InlineData(Messages, """{"model":"m","max_tokens":1,"container":{"skills":[{"type":"custom","skill_id":"skill_1"}]},"messages":[{"role":"user","content":"x"}]}""")]
    public async Task What_an_account_keeps_takes_ones_own_key(string path, string body)
    {
        (await AskAsync(path, body)).Should().Be(HttpStatusCode.Forbidden);
        _upstream.Received.Should().BeEmpty();

        (await AskAsync(path, body, OwnKey)).Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"model":"m","input":[{"type":"item_reference","id":"rs_1"}]}""")]
    [InlineData("""{"model":"m","input":[{"id":"rs_1"},{"role":"user","content":"x"}]}""")]
    [InlineData("""{"model":"m","input":[{"\u0069d":"rs_1"}]}""")]
    [InlineData("""{"model":"m","input":[{"type":"reasoning","id":"rs_1","summary":[]}]}""")]
    [InlineData("""{"model":"m","input":[{"type":"image_generation_call","id":"rs_1"}]}""")]
    [InlineData("""{"model":"m","Input":[{"Type":"item_reference","ID":"rs_1"}],"input":"x"}""")]
    [InlineData("""{"model":"m","input":[{"type":"additional_tools","tools":[{"type":"code_interpreter","container":"cntr_1"}]}]}""")]
    [InlineData("""{"model":"m","input":"x","tools":[{"type":"code_interpreter","container":"cntr_1"}]}""")]
    public async Task An_item_or_a_container_is_the_projects_that_was_given_it(string body)
    {
        _upstream.Expect(Answers.Json, """{"id":"resp_1","object":"response","status":"completed","model":"m","output":[{"id":"rs_1","type":"reasoning","summary":[]},{"id":"ci_1","type":"code_interpreter_call","container_id":"cntr_1","code":"1","status":"completed"}],"usage":{"input_tokens":1,"output_tokens":1}}""");
        (await AskAsync(Responses, """{"model":"m","input":"x"}""", token: _bridge.ProjectToken)).Should().Be(HttpStatusCode.OK);

        (await AskAsync(Responses, body)).Should().Be(HttpStatusCode.Forbidden);
        _upstream.Received.Should().ContainSingle();
        (await AskAsync(Responses, body, token: _bridge.ProjectToken)).Should().Be(HttpStatusCode.OK);
        (await AskAsync(Responses, body.Replace("rs_1", "rs_2", StringComparison.Ordinal).Replace("cntr_1", "cntr_2", StringComparison.Ordinal))).Should().Be(HttpStatusCode.OK, "what nobody here was given is the upstream's to judge");
    }

    [Fact]
    public async Task So_is_a_container_of_Messages()
    {
        const string Body = """{"model":"m","max_tokens":1,"container":"container_1","messages":[{"role":"user","content":"x"}]}""";
        _upstream.Expect(Answers.Json, """{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"container":{"id":"container_1"},"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}""");
        (await AskAsync(Messages, """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}]}""", token: _bridge.ProjectToken)).Should().Be(HttpStatusCode.OK);

        (await AskAsync(Messages, Body)).Should().Be(HttpStatusCode.Forbidden);
        (await AskAsync(Messages, Body, token: _bridge.ProjectToken)).Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(Responses, """{"model":"m","input":[{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"g"},{"role":"user","content":"x"}],"tools":[{"type":"function","name":"a","parameters":{"default":{"file_ids":["a"]},"examples":[{"container":"b"}]}}]}""")]
    [InlineData(Messages, """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],"tools":[{"name":"a","input_schema":{"enum":[{"file_ids":["a"]}]},"input_examples":[{"file_ids":["a"],"vector_store_ids":["b"]}]}]}""")]
    public async Task What_is_sent_back_as_it_came_and_what_examples_show_names_nothing(string path, string body) =>
        (await AskAsync(path, body)).Should().Be(HttpStatusCode.OK);

    private async Task<HttpStatusCode> AskAsync(string path, string body, string? own = null, string? token = null)
    {
        using var request = _bridge.Post(path, body, token ?? _token);
        if (own is not null)
        {
            request.Headers.Remove("Authorization");
            request.Headers.Add("X-AiBridge-Token", token ?? _token);
            request.Headers.Add(path == Messages ? "X-Api-Key" : "Authorization", path == Messages ? own : "Bearer " + own);
        }

        using var response = await _bridge.SendAsync(request);
        return response.StatusCode;
    }
}
