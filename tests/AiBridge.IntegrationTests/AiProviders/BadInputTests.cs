using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.AiProviders;

public sealed class BadInputTests
{
    private const string Path = "/api/v1/ai-providers";

    [Theory]
    [InlineData("""{"provider":"custom","baseUrl":"http://127.0.0.1:1/v1"}""", "name")]
    [InlineData("""{"name":"  ","provider":"anthropic"}""", "name")]
    [InlineData("""{"name":7,"provider":"anthropic"}""", "name")]
    [InlineData("""{"name":"\ud800x","provider":"anthropic"}""", "name")]
    [InlineData("""{"name":"!!!","provider":"anthropic"}""", "slug")]
    [InlineData("""{"name":"x1","slug":"API","provider":"anthropic"}""", "slug")]
    [InlineData("""{"name":"x1","slug":"api","provider":"custom"}""", "slug")]
    [InlineData("""{"name":"mine","provider":"nothing"}""", "provider")]
    [InlineData("""{"name":"mine","provider":"anthropic","unknown":1}""", "unknown")]
    [InlineData("""{"name":"anthropic","provider":"openai"}""", "provider")]
    [InlineData("""{"name":"mine","provider":"custom"}""", "baseUrl")]
    [InlineData("""{"name":"mine","provider":"custom","baseUrl":"file:///etc/passwd"}""", "baseUrl")]
    [InlineData("""{"name":"mine","provider":"custom","baseUrl":"https://user:secret-pass@host/v1"}""", "baseUrl")]
    [InlineData("""{"name":"mine","provider":"anthropic","secretId":"sec_000000000000000000000000"}""", "secretId")]
    [InlineData("""{"name":"mine","provider":"anthropic","config":[]}""", "config")]
    [InlineData("""{"name":"mine","provider":"anthropic","config":{"keys":["sk-1"]}}""", "config.keys")]
    [InlineData("""{"name":"mine","provider":"anthropic","config":{"oauth":{"clientSecret":"s3cr3t-planted"}}}""", "config.oauth.clientSecret")]
    [InlineData("""{"name":"mine","provider":"google","config":{"oauth":{"clientSecret":"s3cr3t-planted"}}}""", "config.oauth.clientSecret")]
    [InlineData("""{"name":"mine","provider":"google","config":{"customHeader":{"value":"s3cr3t-planted"}}}""", "config.customHeader.value")]
    [InlineData("""{"name":"mine","provider":"azure","config":{"apiKey":"s3cr3t-planted"}}""", "config.apiKey")]
    [InlineData("""{"name":"mine","provider":"azure","config":{"deployments":[{"name":"d"},{"api-key":"s3cr3t-planted"}]}}""", "config.deployments[1].api-key")]
    [InlineData("""{"name":"mine","provider":"bedrock","config":{"aws":{"aws_secret_access_key":"s3cr3t-planted"}}}""", "config.aws.aws_secret_access_key")]
    [InlineData("""{"name":"mine","provider":"google","config":{"serviceAccount":{"private_key":"s3cr3t-planted"}}}""", "config.serviceAccount.private_key")]
    [InlineData("""{"name":"mine","provider":"custom","baseUrl":"http://example.com:0/v1"}""", "baseUrl")]
    [InlineData("""{"name":"mine","provider":"anthropic","config":{"timeouts":{"connectSeconds":0}}}""", "config.timeouts.connectSeconds")]
    [InlineData("""{"name":"mine","provider":"anthropic","config":{"auth":"magic"}}""", "config.auth")]
    [InlineData("""{"name":"mine","provider":"copilot","config":{"auth":"none"}}""", "config.auth")]
    public async Task Each_fault_is_named_with_its_field_and_nothing_is_stored(string body, string field)
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");

        using var response = await user.Api.SendAsync(HttpMethod.Post, Path, body);

        var problem = await ManagementClient.ProblemAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).Should().Contain(field);
        problem.ToString().Should().NotContain("secret-pass").And.NotContain("s3cr3t-planted");
        (await ListAsync(user)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_null_slug_is_made_of_the_name_but_never_taken_away()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        var made = await user.CreateAsync(new { name = "My Claude", slug = (string?)null, provider = "anthropic" });

        made.GetProperty("slug").GetString().Should().Be("my-claude");
        using var response = await user.Api.SendAsync(HttpMethod.Patch, $"{Path}/{made.GetProperty("id").GetString()}", """{"slug":null}""");
        (await ManagementClient.ProblemAsync(response, HttpStatusCode.BadRequest, "invalid_request")).GetProperty("errors").GetArrayLength().Should().Be(1);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"name":"a1","name":"b1","provider":"anthropic"}""")]
    [InlineData("{\"name\":\"mine\"")]
    public async Task A_body_that_is_no_object_is_refused(string body)
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");

        await ManagementClient.ProblemAsync(await user.Api.SendAsync(HttpMethod.Post, Path, body), HttpStatusCode.BadRequest, "invalid_request");
    }

    [Theory]
    [InlineData("/api/v1/ai-providers", """{"name":"mine","provider":"google","config":{"deep":[{"x":"\ud800"}]}}""", "config")]
    [InlineData("/api/v1/ai-providers", """{"name":"mine","provider":"anthropic","config":{"oauth":{"tokenUrl":"\ud800"}}}""", "config")]
    [InlineData("/api/v1/ai-providers", """{"name":"mine","provider":"google","config":{"\ud800":1}}""", null)]
    [InlineData("/api/v1/secrets", """{"\udc00":1}""", null)]
    public async Task Half_a_surrogate_pair_is_no_text(string path, string body, string? field)
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");

        var problem = await ManagementClient.ProblemAsync(await user.Api.SendAsync(HttpMethod.Post, path, body), HttpStatusCode.BadRequest, "invalid_request");

        if (field is not null)
            problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).Should().Contain(field);
        (await ListAsync(user)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_slug_is_taken_once_even_by_two_at_once()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var (alpha, beta) = (await fixture.ProjectAsync("alpha"), await fixture.ProjectAsync("beta"));
        var body = new { name = "Mine", provider = "anthropic", baseUrl = fixture.Own.Address };

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => alpha.Api.SendAsync(HttpMethod.Post, Path, body)));

        answers.Should().ContainSingle(answer => answer.StatusCode == HttpStatusCode.Created);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
            await ManagementClient.ProblemAsync(refused, HttpStatusCode.Conflict, "ai_provider_exists");
        (await beta.CreateAsync(body)).GetProperty("slug").GetString().Should().Be("mine", "another project has names of its own");
    }

    [Fact]
    public async Task Another_projects_secret_and_a_server_wide_one_are_not_there()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var (alpha, beta) = (await fixture.ProjectAsync("alpha"), await fixture.ProjectAsync("beta"));
        foreach (var secret in new[] { await fixture.SecretAsync(beta.ProjectId, "sk-of-beta-0000000000"), await fixture.SecretAsync(null, "sk-of-the-server-000000") })
            await ManagementClient.ProblemAsync(await alpha.Api.SendAsync(HttpMethod.Post, Path, new { name = "mine", provider = "anthropic", secretId = secret }), HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task A_secret_does_not_follow_to_another_address_unasked()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await fixture.ProjectAsync("alpha");
        var secret = await fixture.SecretAsync(alpha.ProjectId, "sk-of-alpha-0000000000001");
        var id = (await alpha.CreateAsync(new { name = "mine", provider = "anthropic", baseUrl = fixture.Own.Address, secretId = secret })).GetProperty("id").GetString();

        var refused = await ManagementClient.ProblemAsync(await alpha.Api.SendAsync(HttpMethod.Patch, $"{Path}/{id}", new { baseUrl = "http://127.0.0.2:9" }), HttpStatusCode.BadRequest, "invalid_request");
        refused.GetProperty("errors")[0].GetProperty("field").GetString().Should().Be("secretId");
        (await alpha.Api.SendAsync(HttpMethod.Patch, $"{Path}/{id}", new { baseUrl = fixture.Own.Address + "/sub" })).StatusCode.Should().Be(HttpStatusCode.OK, "the host is the same");
        (await alpha.Api.SendAsync(HttpMethod.Patch, $"{Path}/{id}", new { baseUrl = fixture.Server.Address, secretId = secret })).StatusCode.Should().Be(HttpStatusCode.OK);
        (await alpha.AskAsync("mine")).Body.Should().Contain("msg_server");
    }

    [Fact]
    public async Task Two_who_edit_the_same_do_not_overwrite_each_other()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await fixture.ProjectAsync("alpha");
        var id = (await alpha.CreateAsync(new { name = "mine", provider = "anthropic" })).GetProperty("id").GetString();
        using var read = await alpha.Api.SendAsync(HttpMethod.Get, $"{Path}/{id}");
        var tag = read.Headers.ETag!.ToString();

        (await alpha.Api.SendAsync(HttpMethod.Patch, $"{Path}/{id}", new { name = "first" }, tag)).StatusCode.Should().Be(HttpStatusCode.OK);
        await ManagementClient.ProblemAsync(await alpha.Api.SendAsync(HttpMethod.Patch, $"{Path}/{id}", new { name = "second" }, tag), HttpStatusCode.PreconditionFailed, "precondition_failed");
        await ManagementClient.ProblemAsync(await alpha.Api.SendAsync(HttpMethod.Delete, $"{Path}/{id}", ifMatch: tag), HttpStatusCode.PreconditionFailed, "precondition_failed");

        (await ListAsync(alpha)).Should().ContainSingle().Which.GetProperty("name").GetString().Should().Be("first");
    }

    private static async Task<List<JsonElement>> ListAsync(ProjectUser user)
    {
        using var response = await user.Api.SendAsync(HttpMethod.Get, Path);
        return [.. JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("items").EnumerateArray()];
    }
}
