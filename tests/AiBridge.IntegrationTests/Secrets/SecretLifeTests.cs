using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Management;

namespace AiBridge.IntegrationTests.Secrets;

public sealed class SecretLifeTests(ManagedBridge managed) : IClassFixture<ManagedBridge>
{
    private const string Value = "sk-ant-api03-life-of-a-secret-0001";

    private ManagementClient Admin => managed.Bridge.Secrets(managed.Bridge.AdminToken);

    [Fact]
    public async Task A_secret_is_stored_shown_masked_renamed_and_removed()
    {
        using var made = await Admin.SendAsync(HttpMethod.Post, "", new { name = "Lab", value = Value });
        made.StatusCode.Should().Be(HttpStatusCode.Created);
        made.Headers.ETag!.Tag.Should().Be("\"1\"");
        var path = made.Headers.Location!.ToString();
        var id = path[(path.LastIndexOf('/') + 1)..];
        id.Should().MatchRegex("^sec_[0-9a-f]{24}$");

        var secret = await Admin.GetAsync(id);
        secret.EnumerateObject().Select(field => field.Name).Should().Equal(
            "id", "projectId", "name", "hasValue", "hint", "usedBy", "managed", "error", "createdAt", "updatedAt");
        secret.GetProperty("projectId").GetString().Should().Be("prj_default", "the caller's own project is meant when none is named");
        secret.GetProperty("hasValue").GetBoolean().Should().BeTrue();
        secret.GetProperty("hint").GetString().Should().Be("sk-a...0001");
        secret.GetProperty("error").GetString().Should().BeNull();
        secret.GetProperty("managed").GetBoolean().Should().BeFalse();

        (await Admin.PatchAsync(id, new { name = "Lab 2" })).GetProperty("name").GetString().Should().Be("Lab 2");
        (await Admin.PatchAsync(id, new { value = "tiny" })).GetProperty("hint").GetString().Should().Be("...");
        (await Admin.SendAsync(HttpMethod.Delete, id)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await ManagementClient.ProblemAsync(await Admin.SendAsync(HttpMethod.Get, id), HttpStatusCode.NotFound, "not_found");
        await ManagementClient.ProblemAsync(await Admin.SendAsync(HttpMethod.Delete, id), HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task An_edit_of_an_outdated_version_changes_nothing()
    {
        var id = await Admin.CreateIdAsync("first", Value);
        await Admin.PatchAsync(id, new { name = "second" });

        foreach (var (method, body) in new (HttpMethod, object?)[] { (HttpMethod.Patch, new { name = "third" }), (HttpMethod.Delete, null) })
            await ManagementClient.ProblemAsync(await Admin.SendAsync(method, id, body, "\"1\""), HttpStatusCode.PreconditionFailed, "precondition_failed");

        (await Admin.GetAsync(id)).GetProperty("name").GetString().Should().Be("second");
        (await Admin.SendAsync(HttpMethod.Patch, id, new { name = "third" }, "\"2\"")).Headers.ETag!.Tag.Should().Be("\"3\"");
    }

    [Fact]
    public async Task Of_many_who_edit_the_same_version_at_once_one_gets_through()
    {
        var id = await Admin.CreateIdAsync("race", Value);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            using var response = await Admin.SendAsync(HttpMethod.Patch, id, new { name = $"racer {number}" }, "\"1\"");
            return response.StatusCode;
        }));

        statuses.Count(status => status == HttpStatusCode.OK).Should().Be(1);
        statuses.Count(status => status == HttpStatusCode.PreconditionFailed).Should().Be(7);
    }

    [Fact]
    public async Task Many_who_edit_at_once_and_name_no_version_all_get_through()
    {
        var id = await Admin.CreateIdAsync("race", Value);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 50).Select(async number =>
        {
            using var response = await Admin.SendAsync(HttpMethod.Patch, id, new { name = $"racer {number}" });
            return response.StatusCode;
        }));

        statuses.Should().OnlyContain(status => status == HttpStatusCode.OK);
        using var read = await Admin.SendAsync(HttpMethod.Get, id);
        read.Headers.ETag!.Tag.Should().Be("\"51\"");
    }

    [Fact]
    public async Task The_list_is_paged_and_narrowed_to_a_project()
    {
        var project = await managed.Bridge.ProjectAsync("paged");
        var ids = new List<string>();
        foreach (var number in Enumerable.Range(0, 5))
            ids.Add(await Admin.CreateIdAsync($"secret {number}", Value, project));

        var first = await Admin.GetAsync($"?projectId={project}&limit=3");
        var second = await Admin.GetAsync($"?projectId={project}&limit=3&cursor={first.GetProperty("nextCursor").GetString()}");

        first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray())
            .Select(item => item.GetProperty("id").GetString()).Should().Equal(ids.Order(StringComparer.Ordinal));
        second.GetProperty("nextCursor").GetString().Should().BeNull();
    }

    [Theory]
    [InlineData("""{"value":"v"}""", "name")]
    [InlineData("""{"name":"n"}""", "value")]
    [InlineData("""{"name":" ","value":"v"}""", "name")]
    [InlineData("""{"name":7,"value":"v"}""", "name")]
    [InlineData("""{"name":"n","value":null}""", "value")]
    [InlineData("""{"name":"n","value":""}""", "value")]
    [InlineData("""{"name":"n","value":"planted\nvalue"}""", "value")]
    [InlineData("""{"name":"n","value":" planted"}""", "value")]
    [InlineData("""{"name":"n","value":"plantéd"}""", "value")]
    [InlineData("""{"name":"n","value":["planted"]}""", "value")]
    [InlineData("""{"name":"n","value":"v","hint":"planted"}""", "hint")]
    public async Task A_faulty_body_is_refused_field_by_field_and_never_repeated(string body, string field)
    {
        var problem = await ManagementClient.ProblemAsync(await Admin.SendAsync(HttpMethod.Post, "", body), HttpStatusCode.BadRequest, "invalid_request");

        problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).Should().Equal(field);
        problem.GetRawText().Should().NotContain("plant");
    }

    [Fact]
    public async Task Name_and_value_have_their_limits()
    {
        var longest = await Admin.CreateAsync("", new { name = new string('n', 64), value = new string('v', 16_384) });
        longest.GetProperty("hint").GetString().Should().Be("vvvv...vvvv");

        foreach (var body in new object[] { new { name = new string('n', 65), value = "v" }, new { name = "n", value = new string('v', 16_385) } })
            await ManagementClient.ProblemAsync(await Admin.SendAsync(HttpMethod.Post, "", body), HttpStatusCode.BadRequest, "invalid_request");
        await ManagementClient.ProblemAsync(await Admin.SendAsync(HttpMethod.Post, "", $$"""{"name":"n","value":"{{new string('v', 300_000)}}"}"""), HttpStatusCode.RequestEntityTooLarge, "request_too_large");
        await ManagementClient.ProblemAsync(await Admin.SendAsync(HttpMethod.Delete, longest.GetProperty("id").GetString() + "?force=yes"), HttpStatusCode.BadRequest, "invalid_request");
    }
}
