using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management.Tenants;

public sealed class ProjectTests
{
    [Fact]
    public async Task A_project_lives_from_its_first_token_to_its_end()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        var project = await bridge.Admin.CreateAsync("/api/v1/projects", new { name = "Research" });
        var id = project.GetProperty("id").GetString();
        var token = (await bridge.Admin.CreateAsync($"/api/v1/projects/{id}/tokens", new { name = "laptop", actorName = "ada", permissions = new[] { "*" } })).GetProperty("token").GetString()!;
        await bridge.As(token).CreateAsync("/api/v1/secrets", new { name = "key", value = "sk-planted-000000000001" });
        await bridge.As(token).CreateAsync("/api/v1/ai-providers", new { name = "mine", provider = "anthropic", baseUrl = "http://127.0.0.1:9" });
        await Recorded.AddAsync(bridge, Recorded.Row(1, id!));

        var refused = await ManagementClient.ProblemAsync(await bridge.Admin.SendAsync(HttpMethod.Delete, $"/api/v1/projects/{id}"), HttpStatusCode.Conflict, "project_has_dependents");
        refused.GetProperty("dependents").GetRawText().Should().Be("""{"tokens":1,"secrets":1,"aiProviders":1,"interceptions":1}""");
        (await bridge.As(token).SendAsync(HttpMethod.Get, "/api/v1/projects")).StatusCode.Should().Be(HttpStatusCode.OK);

        (await bridge.Admin.SendAsync(HttpMethod.Delete, $"/api/v1/projects/{id}?force=true")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await bridge.As(token).SendAsync(HttpMethod.Get, "/api/v1/projects")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await bridge.Admin.GetAsync($"/api/v1/interceptions?projectId={id}")).GetProperty("items").GetArrayLength().Should().Be(0);
        (await bridge.Admin.GetAsync($"/api/v1/secrets?projectId={id}")).GetProperty("items").GetArrayLength().Should().Be(0);
        (await bridge.Admin.SendAsync(HttpMethod.Get, $"/api/v1/projects/{id}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await bridge.Admin.GetAsync($"/api/v1/audit?projectId={id}")).GetProperty("items").GetArrayLength().Should().BeGreaterThan(4, "what was done stays readable");
    }

    [Fact]
    public async Task An_empty_project_goes_without_force_and_the_default_one_never()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        var id = (await bridge.Admin.CreateAsync("/api/v1/projects", new { name = "Empty" })).GetProperty("id").GetString();

        (await bridge.Admin.SendAsync(HttpMethod.Delete, $"/api/v1/projects/{id}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await ManagementClient.ProblemAsync(await bridge.Admin.SendAsync(HttpMethod.Delete, "/api/v1/projects/prj_default?force=true"), HttpStatusCode.Conflict, "project_is_default");
        await ManagementClient.ProblemAsync(await bridge.Admin.SendAsync(HttpMethod.Delete, "/api/v1/projects/prj_default?force=perhaps"), HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task Of_eight_who_take_a_name_at_once_one_gets_it()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => bridge.Admin.SendAsync(HttpMethod.Post, "/api/v1/projects", new { name = "Same" })));

        answers.Should().ContainSingle(answer => answer.StatusCode == HttpStatusCode.Created);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
            await ManagementClient.ProblemAsync(refused, HttpStatusCode.Conflict, "project_exists");
    }

    [Fact]
    public async Task Two_who_rename_the_same_do_not_overwrite_each_other()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        var path = $"/api/v1/projects/{(await bridge.Admin.CreateAsync("/api/v1/projects", new { name = "One" })).GetProperty("id").GetString()}";
        using var read = await bridge.Admin.SendAsync(HttpMethod.Get, path);
        var tag = read.Headers.ETag!.ToString();

        (await bridge.Admin.SendAsync(HttpMethod.Patch, path, new { name = "Two" }, ifMatch: tag)).StatusCode.Should().Be(HttpStatusCode.OK);
        await ManagementClient.ProblemAsync(await bridge.Admin.SendAsync(HttpMethod.Patch, path, new { name = "Three" }, ifMatch: tag), HttpStatusCode.PreconditionFailed, "precondition_failed");
        (await bridge.Admin.GetAsync(path)).GetProperty("name").GetString().Should().Be("Two");
    }

    [Fact]
    public async Task A_list_is_paged_and_empty_lists_are_lists()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        for (var i = 0; i < 5; i++)
            await bridge.Admin.CreateAsync("/api/v1/projects", new { name = $"Project {i}" });
        var names = new List<string>();
        for (var cursor = ""; cursor is not null;)
        {
            var page = await bridge.Admin.GetAsync($"/api/v1/projects?limit=2{cursor}");
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString() is { } next ? $"&cursor={next}" : null;
        }

        names.Should().HaveCount(6).And.OnlyHaveUniqueItems();
        (await bridge.Admin.GetAsync("/api/v1/secrets")).GetRawText().Should().Be("""{"items":[],"nextCursor":null}""");
    }
}
