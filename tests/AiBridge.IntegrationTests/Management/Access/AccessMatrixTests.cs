using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management.Access;

/// <summary>Every endpoint of the API × everybody who may not.</summary>
public sealed class AccessMatrixTests(AccessFixture fixture) : IClassFixture<AccessFixture>
{
    [Fact]
    public async Task Without_a_good_token_nobody_gets_anywhere()
    {
        var before = await fixture.StateAsync();
        foreach (var endpoint in ApiEndpoint.Of(fixture.Bridge))
        {
            foreach (var (why, token) in fixture.NoGood)
            {
                using var response = await fixture.SendAsync(endpoint.Method, fixture.Foreign(endpoint.Path) ?? endpoint.Path, token);
                response.StatusCode.Should().Be(HttpStatusCode.Unauthorized, $"{endpoint} with the token {why}");
                await ManagementClient.ProblemAsync(response, HttpStatusCode.Unauthorized, "unauthorized");
            }
        }

        (await fixture.StateAsync()).Should().Be(before);
    }

    [Fact]
    public async Task Who_lacks_the_permission_is_told_which_and_the_try_is_audited()
    {
        var before = await fixture.StateAsync();
        foreach (var endpoint in ApiEndpoint.Of(fixture.Bridge))
        {
            var refusals = await fixture.RefusalsAsync();
            using var response = await fixture.SendAsync(endpoint.Method, fixture.Foreign(endpoint.Path) ?? endpoint.Path, fixture.Powerless);

            if (endpoint.Required!.Permission.Length == 0)
            {
                response.StatusCode.Should().Be(HttpStatusCode.OK, $"{endpoint} is for whoever has a token");
                continue;
            }

            response.StatusCode.Should().Be(HttpStatusCode.Forbidden, endpoint.ToString());
            (await ManagementClient.ProblemAsync(response, HttpStatusCode.Forbidden, "forbidden")).GetProperty("detail").GetString().Should().Contain(endpoint.Required.Permission);
            (await fixture.RefusalsAsync() - refusals).Should().Be(endpoint.Audited ? 1 : 0, endpoint.ToString());
        }

        (await fixture.StateAsync()).Should().Be(before);
    }

    [Fact]
    public async Task Another_projects_things_are_not_there_whoever_asks()
    {
        var before = await fixture.StateAsync();
        foreach (var endpoint in ApiEndpoint.Of(fixture.Bridge).Where(endpoint => endpoint.Path.Contains('{') && !endpoint.Path.StartsWith("/api/v1/providers", StringComparison.Ordinal)))
        {
            var foreign = await AnswerAsync(endpoint, fixture.Foreign(endpoint.Path)!);
            var unknown = await AnswerAsync(endpoint, fixture.Unknown(endpoint.Path));

            foreign.Status.Should().Be(endpoint.Required!.ServerScope ? HttpStatusCode.Forbidden : HttpStatusCode.NotFound, endpoint.ToString());
            foreign.Whole.Should().Be(unknown.Whole, endpoint.ToString());
        }

        (await fixture.StateAsync()).Should().Be(before);
    }

    [Fact]
    public async Task No_list_and_no_server_wide_write_reaches_beyond_the_own_project()
    {
        var before = await fixture.StateAsync();
        // What live events show to whom is tried where they are.
        foreach (var endpoint in ApiEndpoint.Of(fixture.Bridge).Where(endpoint => !endpoint.Path.Contains('{') && !endpoint.IsEndless))
        {
            using var response = await fixture.SendAsync(endpoint.Method, endpoint.Path, fixture.Stranger);
            var body = await response.Content.ReadAsStringAsync();

            // What the stranger tried is in its own audit log, by name.
            if (!endpoint.Path.StartsWith("/api/v1/audit", StringComparison.Ordinal))
                body.Should().NotContain(fixture.OwnerId, endpoint.ToString()).And.NotContain("owner-secret").And.NotContain("owner-provider");
            if (endpoint.Required!.ServerScope)
                response.StatusCode.Should().Be(HttpStatusCode.Forbidden, endpoint.ToString());
            else if (endpoint.Method == "GET")
                response.StatusCode.Should().Be(HttpStatusCode.OK, $"{endpoint}: {body}");
        }

        (await fixture.StateAsync()).Should().Be(before);
    }

    [Theory]
    [InlineData("GET", "/api/v1/interceptions")]
    [InlineData("GET", "/api/v1/interceptions/live")]
    [InlineData("GET", "/api/v1/sessions")]
    [InlineData("GET", "/api/v1/usage")]
    [InlineData("GET", "/api/v1/secrets")]
    [InlineData("GET", "/api/v1/ai-providers")]
    [InlineData("GET", "/api/v1/projects")]
    [InlineData("GET", "/api/v1/audit")]
    [InlineData("GET", "/api/v1/audit/export")]
    [InlineData("POST", "/api/v1/secrets")]
    [InlineData("POST", "/api/v1/ai-providers")]
    public async Task To_ask_for_another_project_is_404(string method, string path)
    {
        using var response = method == "GET"
            ? await fixture.SendAsync(method, $"{path}?projectId={fixture.OwnerId}", fixture.Stranger)
            : await fixture.SendAsync(method, path, fixture.Stranger, $$"""{"projectId":"{{fixture.OwnerId}}","name":"mine","value":"sk-mine-000000","provider":"anthropic"}""");

        await ManagementClient.ProblemAsync(response, HttpStatusCode.NotFound, "not_found");
    }

    // Status, headers and body, with the asked ids made equal.
    private async Task<(HttpStatusCode Status, string Whole)> AnswerAsync(ApiEndpoint endpoint, string path)
    {
        using var response = await fixture.SendAsync(endpoint.Method, path, fixture.Stranger, """{"name":"changed"}""");
        var headers = response.Headers.Concat(response.Content.Headers).Where(header => header.Key is not ("Date" or "Content-Length" or "X-AiBridge-Request-Id")).Select(header => $"{header.Key}: {string.Join(',', header.Value)}").Order(StringComparer.Ordinal);
        var body = await response.Content.ReadAsStringAsync();
        body.Should().Contain("\"code\"", endpoint.ToString());
        foreach (var (template, asked) in endpoint.Path.Split('/').Zip(path.Split('/')).Where(segment => segment.First.StartsWith('{')))
            body = body.Replace(asked, template, StringComparison.Ordinal);
        return (response.StatusCode, $"{(int)response.StatusCode}\n{string.Join('\n', headers)}\n{body}");
    }
}
