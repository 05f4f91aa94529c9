using System.Net;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.IntegrationTests.Rights;

/// <summary>A stored response is a project's only where that very account of the upstream gave it to the project: not by name, and not by whoever says so.</summary>
public sealed class ResponsesOfInstanceTests : IAsyncLifetime
{
    private const string Victims = "resp_victim";
    private const string Conversation = "conv_victim";
    private const string Responses = "/openai/v1/responses";
    private const string Ask = """{"model":"gpt-test","input":"hello"}""";

    private FakeUpstream _server = null!;
    private FakeUpstream _attackers = null!;
    private readonly List<Bridge> _bridges = [];
    private string _project = "";
    private string _token = "";

    private Bridge Running => _bridges[^1];

    public async Task InitializeAsync()
    {
        (_server, _attackers) = (await FakeUpstream.StartAsync(), await FakeUpstream.StartAsync());
        _server.Always(Answers.Text(Answers.Json, Answer(Victims)));
        _attackers.Always(Answers.Text(Answers.Json, Answer(Victims)));
        _bridges.Add(await Bridge.StartAsync(Config.For(_server, new { Network = new { AllowPrivateNetwork = true } })));
        (await Running.SendAsync(Running.Post(Responses, Continuing("conversation", Conversation)))).EnsureSuccessStatusCode();
        _project = await Running.ProjectAsync("attackers");
        _token = await Running.TokenAsync(_project, "bridge:Invoke", "aiProviders:*", "secrets:*");
    }

    public async Task DisposeAsync()
    {
        foreach (var bridge in Enumerable.Reverse(_bridges))
            await bridge.DisposeAsync();
        await _server.DisposeAsync();
        await _attackers.DisposeAsync();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_provider_that_stood_under_the_name_for_a_while_gives_no_right_to_the_servers(bool changed, bool forgotten)
    {
        var id = await ShadowAsync();
        (await AskAsync(HttpMethod.Post, Responses, Continuing("conversation", Conversation))).Should().Be(HttpStatusCode.OK);
        _attackers.Received.Should().ContainSingle("the shadow was asked");
        if (changed)
            await Running.As(_token).PatchAsync($"/api/v1/ai-providers/{id}", new { baseUrl = (string?)null, secretId = (string?)null });
        else
            (await Running.As(_token).SendAsync(HttpMethod.Delete, $"/api/v1/ai-providers/{id}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        if (forgotten)
            await RestartAsync();
        var before = _server.Received.Count;

        (await AskAsync(HttpMethod.Get, $"{Responses}/{Victims}")).Should().Be(HttpStatusCode.Forbidden);
        (await AskAsync(HttpMethod.Get, $"{Responses}/{Victims}/input_items")).Should().Be(HttpStatusCode.Forbidden);
        (await AskAsync(HttpMethod.Post, $"{Responses}/{Victims}/cancel")).Should().Be(HttpStatusCode.Forbidden);
        (await AskAsync(HttpMethod.Post, Responses, Continuing("previous_response_id", Victims))).Should().Be(HttpStatusCode.Forbidden);
        (await AskAsync(HttpMethod.Post, Responses, Continuing("conversation", Conversation))).Should().Be(HttpStatusCode.Forbidden);
        (await AskAsync(HttpMethod.Post, Responses + "/input_tokens", Continuing("previous_response_id", Victims))).Should().Be(HttpStatusCode.Forbidden);

        _server.Received.Should().HaveCount(before, "the server's key was used for none of it");
    }

    [Fact]
    public async Task What_came_with_a_callers_own_key_gives_no_right_to_the_servers()
    {
        _server.Expect(Answers.Json, Answer("resp_of_my_account"));
        using var mine = Running.Post(Responses, Ask, "sk-my-own-key-00000000001");
        mine.Headers.Add("X-AiBridge-Token", _token);
        (await Running.SendAsync(mine)).EnsureSuccessStatusCode();

        (await AskAsync(HttpMethod.Get, $"{Responses}/resp_of_my_account")).Should().Be(HttpStatusCode.Forbidden);
        await RestartAsync();
        (await AskAsync(HttpMethod.Get, $"{Responses}/resp_of_my_account")).Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_the_servers_gave_is_the_projects_also_through_its_own_provider_on_the_servers_key()
    {
        _server.Expect(Answers.Json, Answer("resp_own"));
        (await AskAsync(HttpMethod.Post, Responses, Ask)).Should().Be(HttpStatusCode.OK);
        await Running.As(_token).CreateAsync("/api/v1/ai-providers", new { name = "openai", provider = "openai" });

        (await AskAsync(HttpMethod.Get, $"{Responses}/resp_own")).Should().Be(HttpStatusCode.OK);
        await RestartAsync();
        (await AskAsync(HttpMethod.Get, $"{Responses}/resp_own")).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_record_of_an_earlier_version_is_believed_as_long_as_nobody_else_has_the_id()
    {
        _server.Expect(Answers.Json, Answer("resp_old"));
        (await AskAsync(HttpMethod.Post, Responses, Ask)).Should().Be(HttpStatusCode.OK);
        await ShadowAsync();
        (await AskAsync(HttpMethod.Post, Responses, Ask)).Should().Be(HttpStatusCode.OK);
        await Running.FlushAsync();
        await using (var db = await Running.DbAsync())
        {
            await db.Interceptions.ExecuteUpdateAsync(set => set.SetProperty(row => row.ProviderInstance, (string?)null));
            await db.AiProviders.ExecuteDeleteAsync();
        }

        await RestartAsync();

        (await AskAsync(HttpMethod.Get, $"{Responses}/resp_old")).Should().Be(HttpStatusCode.OK);
        (await AskAsync(HttpMethod.Get, $"{Responses}/{Victims}")).Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("""{"model":"m","previous_response_id":"resp_victim","input":"x","previous_response_id":"resp_unknown"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"model":"m","previous_response_id":"resp_victim","input":"x","previous_response_id":null}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"model":"m","previous_response_id":"resp_unknown","input":"x","Previous_Response_ID":"resp_victim"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"model":"m","PREVIOUS_RESPONSE_ID":"resp_victim","input":"x"}""", HttpStatusCode.Forbidden)]
    [InlineData("""{"model":"m","previous\u005fresponse_id":"resp_victim","input":"x"}""", HttpStatusCode.Forbidden)]
    [InlineData("""{"model":"m","conversation":{"id":"conv_victim","id":"conv_unknown"},"input":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"model":"m","conversation":"conv_unknown","conversation":{"id":"conv_victim"},"input":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"model":"m","conversation":{"ID":"conv_victim"},"input":"x"}""", HttpStatusCode.Forbidden)]
    public async Task No_spelling_of_a_body_hides_what_it_goes_on_from(string body, HttpStatusCode status)
    {
        var before = _server.Received.Count;

        (await AskAsync(HttpMethod.Post, Responses, body)).Should().Be(status);
        (await AskAsync(HttpMethod.Post, Responses + "/input_tokens", body)).Should().Be(status);

        _server.Received.Should().HaveCount(before);
    }

    [Theory]
    [InlineData(Responses)]
    [InlineData(Responses + "/compact")]
    [InlineData(Responses + "/input_tokens")]
    public async Task Nor_does_a_packing_that_is_not_known_here(string path)
    {
        var before = _server.Received.Count;
        using var request = Running.Post(path, Continuing("previous_response_id", Victims), _token);
        request.Content!.Headers.ContentEncoding.Add("x-unheard-of");

        using var answer = await Running.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        answer.Headers.GetValues("X-AiBridge-Error").Should().Equal("invalid_request");
        _server.Received.Should().HaveCount(before);
    }

    private static string Answer(string id) => $$"""{"id":"{{id}}","object":"response","status":"completed","model":"gpt-test","output":[],"usage":{"input_tokens":1,"output_tokens":1} }""";

    private static string Continuing(string member, string id) => $$"""{"model":"gpt-test","{{member}}":"{{id}}","input":"hello"}""";

    /// <summary>A provider of the attackers' own, with their key, under the name of the server's.</summary>
    private async Task<string> ShadowAsync()
    {
        var attacker = Running.As(_token);
        var secret = await attacker.CreateAsync("/api/v1/secrets", new { name = "key", value = "sk-attackers-0000000001" });
        var made = await attacker.CreateAsync("/api/v1/ai-providers", new { name = "openai", provider = "openai", baseUrl = _attackers.Address + "/v1", secretId = secret.GetProperty("id").GetString() });
        return made.GetProperty("id").GetString()!;
    }

    private async Task<HttpStatusCode> AskAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = body is null ? Running.Get(path, _token) : Running.Post(path, body, _token);
        request.Method = method;
        using var response = await Running.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Another process on the same data, which knows nothing but what is stored.</summary>
    private async Task RestartAsync()
    {
        await Running.FlushAsync();
        _bridges.Add(await Bridge.StartAsync(await File.ReadAllTextAsync(Path.Combine(Running.Folder, "config", "aibridge.json")), Running.Folder));
    }
}
