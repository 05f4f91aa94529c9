using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;
using AiBridge.Storage.Rows;

namespace AiBridge.IntegrationTests.Management;

/// <summary>Two projects with the same session id; whoever belongs to one never learns of the other.</summary>
public sealed class IsolationTests(IsolationTests.TwoProjects stored) : IClassFixture<IsolationTests.TwoProjects>
{
    [Theory]
    [InlineData("A", "")]
    [InlineData("B", "?client=Claude%20Code")]
    [InlineData("A", "?projectId=prj_a")]
    [InlineData("B", "?client=Claude%20Code&sessionId=shared")]
    public async Task A_list_holds_the_callers_own_only(string who, string query)
    {
        var items = (await stored.Managed.GetAsync($"/api/v1/interceptions{query}", stored.Token(who))).GetProperty("items").EnumerateArray().ToArray();

        items.Select(item => item.GetProperty("id").GetGuid()).Should().Equal(stored.Row(who).Id);
    }

    [Theory]
    [InlineData("interceptions?projectId=prj_b")]
    [InlineData("interceptions?projectId=prj_nowhere")]
    [InlineData("sessions?projectId=prj_b")]
    [InlineData("sessions/shared?projectId=prj_b")]
    [InlineData("sessions/of-B")]
    [InlineData("usage?projectId=prj_b")]
    public async Task Asking_for_another_project_finds_nothing_whether_it_exists_or_not(string path) =>
        await ManagementClient.ProblemAsync(await stored.Managed.SendAsync($"/api/v1/{path}", stored.Token("A")), HttpStatusCode.NotFound, "not_found");

    [Theory]
    [InlineData("A", "A", HttpStatusCode.OK)]
    [InlineData("A", "B", HttpStatusCode.NotFound)]
    [InlineData("B", "A", HttpStatusCode.NotFound)]
    [InlineData("B", "B", HttpStatusCode.OK)]
    [InlineData("admin", "A", HttpStatusCode.OK)]
    [InlineData("admin", "B", HttpStatusCode.OK)]
    public async Task An_interception_is_shown_to_its_project_and_to_administrators(string who, string whose, HttpStatusCode status) =>
        (await stored.Managed.SendAsync($"/api/v1/interceptions/{stored.Row(whose).Id}", stored.Token(who))).StatusCode.Should().Be(status);

    [Fact]
    public async Task A_shared_session_id_is_two_sessions()
    {
        var own = await stored.Managed.GetAsync("/api/v1/sessions/shared", stored.Token("A"));
        own.GetProperty("projectId").GetString().Should().Be("prj_a");
        own.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()).Should().Equal(stored.Row("A").Id);

        var all = await stored.Managed.GetAsync("/api/v1/sessions");
        Projects(all).Should().BeEquivalentTo(["prj_a", "prj_b", "prj_b"]);
        var unclear = await stored.Managed.SendAsync("/api/v1/sessions/shared");
        (await ManagementClient.ProblemAsync(unclear, HttpStatusCode.Conflict, "ambiguous")).GetProperty("parameter").GetString().Should().Be("projectId");
        var chosen = await stored.Managed.GetAsync("/api/v1/sessions/shared?projectId=prj_b");
        chosen.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()).Should().Equal(stored.Row("B").Id);
    }

    [Theory]
    [InlineData("A", "prj_a:1")]
    [InlineData("B", "prj_b:2")]
    [InlineData("admin", "prj_a:1 prj_b:2")]
    public async Task Usage_counts_what_the_caller_may_see(string who, string expected)
    {
        var usage = await stored.Managed.GetAsync("/api/v1/usage?groupBy=projectId", stored.Token(who));

        var counted = usage.GetProperty("items").EnumerateArray()
            .Select(item => $"{item.GetProperty("group").GetProperty("projectId").GetString()}:{item.GetProperty("requests").GetInt64()}");
        string.Join(' ', counted).Should().Be(expected);
    }

    private static IEnumerable<string?> Projects(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("projectId").GetString());

    public sealed class TwoProjects : IAsyncLifetime
    {
        private readonly InterceptionRow _a = Recorded.Row(0, "prj_a", session: "shared");
        private readonly InterceptionRow _b = Recorded.Row(1, "prj_b", session: "shared");
        private string _tokenA = "";
        private string _tokenB = "";

        internal ManagedBridge Managed { get; } = new();

        public async Task InitializeAsync()
        {
            await Managed.InitializeAsync();
            var more = Recorded.Row(-1, "prj_b", client: "Codex", session: "of-B");
            await Recorded.AddAsync(Managed.Bridge, _a, _b, more);
            _tokenA = await Managed.TokenAsync("prj_a", PermissionNames.ReadInterceptions);
            _tokenB = await Managed.TokenAsync("prj_b", "*");
        }

        public Task DisposeAsync() => Managed.DisposeAsync();

        internal string Token(string who) => who switch { "A" => _tokenA, "B" => _tokenB, _ => Managed.Bridge.AdminToken };

        internal InterceptionRow Row(string whose) => whose == "A" ? _a : _b;
    }
}
