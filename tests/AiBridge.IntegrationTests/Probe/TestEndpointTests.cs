using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;

namespace AiBridge.IntegrationTests.Probe;

public sealed class TestEndpointTests
{
    [Fact]
    public async Task Each_key_is_tried_once_and_told_by_its_hint()
    {
        await using var fixture = await ProbeFixture.StartAsync();

        var answer = await fixture.TestAsync("three");

        answer.GetProperty("success").GetBoolean().Should().BeFalse();
        answer.GetProperty("error").GetString().Should().Be("2 of 3 keys failed; first unauthorized: the upstream answered 401");
        answer.GetProperty("latencyMs").GetInt64().Should().BeGreaterThanOrEqualTo(0);
        answer.GetProperty("model").ValueKind.Should().Be(JsonValueKind.Null);
        Keys(answer).Should().Equal(
            "sk-g...0001 True ",
            "sk-r...0401 False unauthorized: the upstream answered 401",
            "sk-l...0429 False rate_limited: the upstream answered 429");
        fixture.Upstream.Received.Should().HaveCount(3).And.OnlyContain(call => call.Method == "GET" && call.Target == "/v1/models?limit=1000" && call.Headers["anthropic-version"] == "2023-06-01");
        (await fixture.Bridge.InterceptionsAsync()).GetArrayLength().Should().Be(0, "a test is no interception");
    }

    [Fact]
    public async Task One_good_key_is_a_success()
    {
        await using var fixture = await ProbeFixture.StartAsync();

        var answer = await fixture.TestAsync("one");

        answer.GetProperty("success").GetBoolean().Should().BeTrue();
        answer.GetProperty("error").ValueKind.Should().Be(JsonValueKind.Null);
        Keys(answer).Should().Equal("sk-g...0001 True ");
        (await fixture.ProviderAsync("one")).GetProperty("modelCount").GetInt32().Should().Be(2);
    }

    [Theory]
    [InlineData("off", true, "sk-g...0001 True ", null)]
    [InlineData("header", true, "sk-g...0001 True ", null)]
    [InlineData("open", true, null, null)]
    [InlineData("local", true, null, null)]
    [InlineData("byok", true, null, null)]
    [InlineData("keyless", false, null, "no_upstream_credential: provider \"keyless\" has no credential for its upstream")]
    [InlineData("gone", false, "sk-g...0001 False upstream_unreachable: the upstream of provider \"gone\" cannot be reached", "upstream_unreachable: the upstream of provider \"gone\" cannot be reached")]
    public async Task Every_kind_of_provider_can_be_tested(string name, bool success, string? key, string? error)
    {
        await using var fixture = await ProbeFixture.StartAsync();

        var answer = await fixture.TestAsync(name);

        answer.GetProperty("success").GetBoolean().Should().Be(success);
        answer.GetProperty("error").GetString().Should().Be(error);
        Keys(answer).Should().Equal(key is null ? [] : [key]);
    }

    [Theory]
    [InlineData("one", "/v1/chat/completions", """{"model":"m-default","max_tokens":1,"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("two", "/v1/chat/completions", """{"model":"m-default","max_completion_tokens":1,"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("three", "/v1/messages", """{"model":"m-default","max_tokens":1,"messages":[{"role":"user","content":"hi"}]}""")]
    public async Task Where_there_is_no_list_the_default_model_is_asked_for_a_token(string name, string target, string body)
    {
        await using var fixture = await ProbeFixture.StartAsync("m-default");
        fixture.Models = Answers.Text("text/plain", "nothing here", 404);

        var answer = await fixture.TestAsync(name);

        answer.GetProperty("model").GetString().Should().Be("m-default");
        Keys(answer).Should().Contain(key => key.EndsWith(" True "));
        var asked = fixture.Upstream.Received.Where(call => call.Method == "POST").Should().ContainSingle().Subject;
        asked.Target.Should().Be(target);
        Encoding.UTF8.GetString(asked.Body).Should().Be(body);
    }

    [Fact]
    public async Task A_named_model_is_asked_itself()
    {
        await using var fixture = await ProbeFixture.StartAsync("m-default");

        var answer = await fixture.TestAsync("one", new { model = "m-other" });

        answer.GetProperty("model").GetString().Should().Be("m-other");
        fixture.Upstream.Received.Should().ContainSingle().Which.Method.Should().Be("POST");
    }

    [Theory]
    [InlineData(302, "redirected: the upstream answered 302, and redirects are not followed")]
    [InlineData(404, "not_found: the upstream answered 404")]
    [InlineData(500, "server_error: the upstream answered 500")]
    [InlineData(529, "overloaded: the upstream answered 529")]
    public async Task A_failing_upstream_is_a_good_answer(int status, string error)
    {
        await using var fixture = await ProbeFixture.StartAsync();
        fixture.Models = Answers.Text(Answers.Json, ProbeFixture.GoodKey, status);

        (await fixture.TestAsync("one")).GetProperty("error").GetString().Should().Be(error);
    }

    [Theory]
    [InlineData(Answers.Json, "{}")]
    [InlineData("text/html", "<!doctype html><title>Welcome</title>")]
    [InlineData(Answers.Json, "")]
    public async Task A_good_status_with_something_else_than_a_list_is_no_success(string type, string body)
    {
        await using var fixture = await ProbeFixture.StartAsync();
        fixture.Models = Answers.Text(type, body);

        var answer = await fixture.TestAsync("one");

        answer.GetProperty("success").GetBoolean().Should().BeFalse();
        answer.GetProperty("error").GetString().Should().Be("unexpected_answer: the upstream answered 200, but with no model list");
    }

    [Fact]
    public async Task An_upstream_that_says_nothing_is_given_up_after_15_seconds()
    {
        await using var fixture = await ProbeFixture.StartAsync();
        var silent = new HeldAnswer(Answers.Json);
        fixture.Models = silent.AnswerAsync;
        var waiting = fixture.TestAsync("one");
        await silent.Begun.WaitAsync(TimeSpan.FromSeconds(10));

        fixture.Clock.Advance(TimeSpan.FromSeconds(15));

        (await waiting).GetProperty("error").GetString().Should().Be("upstream_timeout: the upstream of provider \"one\" did not answer in time");
    }

    [Fact]
    public async Task It_needs_the_permission_on_the_server_and_is_audited()
    {
        await using var fixture = await ProbeFixture.StartAsync();
        async Task<string> TokenAsync(bool serverScope, string permission) =>
            (await fixture.Bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "test", [permission], ServerScope: serverScope))).Secret.Reveal();

        await ManagementClient.ProblemAsync(await fixture.Providers(await TokenAsync(false, "providers:Test")).SendAsync(HttpMethod.Post, "one/test"), HttpStatusCode.Forbidden, "forbidden");
        await ManagementClient.ProblemAsync(await fixture.Providers(await TokenAsync(true, "providers:Read")).SendAsync(HttpMethod.Post, "one/test"), HttpStatusCode.Forbidden, "forbidden");
        await ManagementClient.ProblemAsync(await fixture.Providers().SendAsync(HttpMethod.Post, "nobody/test"), HttpStatusCode.NotFound, "not_found");
        await ManagementClient.ProblemAsync(await fixture.Providers().SendAsync(HttpMethod.Post, "one/test", new { modle = "m" }), HttpStatusCode.BadRequest, "invalid_request");
        fixture.Upstream.Received.Should().BeEmpty();
        (await fixture.Providers(await TokenAsync(true, "providers:Test")).SendAsync(HttpMethod.Post, "one/test")).StatusCode.Should().Be(HttpStatusCode.OK);

        var entries = await fixture.Bridge.AuditAsync();
        entries.Select(entry => $"{entry.Action} {entry.Resource} {entry.Status}").Should().BeEquivalentTo(
            "providers:Test providers/one/test 403", "providers:Test providers/one/test 403", "providers:Test providers/nobody/test 404", "providers:Test providers/one 400", "providers:Test providers/one 200");
    }

    [Theory]
    [InlineData("/api/v1/providers/one/test")]
    [InlineData("/api/v1/providers")]
    [InlineData("/api/v1/ai-providers")]
    public async Task A_body_of_another_type_is_refused_as_such(string path)
    {
        await using var fixture = await ProbeFixture.StartAsync();
        foreach (var type in new[] { "text/plain", "application/xml", null })
        {
            using var request = fixture.Bridge.Post(path, "{}", fixture.Bridge.AdminToken);
            request.Content!.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);

            await ManagementClient.ProblemAsync(await fixture.Bridge.SendAsync(request), HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        }
    }

    private static IEnumerable<string> Keys(JsonElement answer) =>
        answer.GetProperty("keys").EnumerateArray().Select(key => $"{key.GetProperty("hint").GetString()} {key.GetProperty("success").GetBoolean()} {key.GetProperty("error").GetString()}");
}
