using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management;

public sealed class AuthorizationTests(ManagedBridge managed) : IClassFixture<ManagedBridge>
{
    public static TheoryData<string> Paths { get; } = ["/api/v1/interceptions", "/api/v1/interceptions/17", "/api/v1/sessions?limit=0", "/api/v1/sessions/s-1", "/api/v1/usage"];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Without_a_token_every_endpoint_is_401(string path)
    {
        var response = await managed.Bridge.Client.GetAsync(path);

        await ManagementClient.ProblemAsync(response, HttpStatusCode.Unauthorized, "unauthorized");
        response.Headers.WwwAuthenticate.ToString().Should().Be("Bearer");
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_token_without_the_permission_is_told_which_one_it_lacks(string path)
    {
        var token = await managed.TokenAsync("prj_default", "bridge:Invoke", "interceptions:Write");

        var problem = await ManagementClient.ProblemAsync(await managed.SendAsync(path, token), HttpStatusCode.Forbidden, "forbidden");

        problem.GetProperty("detail").GetString().Should().Contain("interceptions:Read");
    }

    [Theory]
    [InlineData("interceptions:Read")]
    [InlineData("interceptions:*")]
    [InlineData("*")]
    public async Task Any_pattern_that_covers_the_permission_will_do(string permission) =>
        await managed.GetAsync("/api/v1/interceptions", await managed.TokenAsync("prj_default", permission));

    [Theory]
    [InlineData("X-AiBridge-Token", "")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("X-Api-Key", "")]
    [InlineData("api-key", "")]
    public async Task A_token_is_taken_from_each_header_agents_use(string header, string prefix)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/usage");
        request.Headers.TryAddWithoutValidation(header, prefix + managed.Bridge.ProjectToken);

        (await managed.Bridge.SendAsync(request)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Answers_are_kept_in_no_cache() =>
        (await managed.SendAsync("/api/v1/interceptions")).Headers.CacheControl!.NoStore.Should().BeTrue();

    [Fact]
    public async Task In_open_mode_this_machine_reads_the_default_project_and_no_other()
    {
        await using var bridge = await Bridge.StartAsync("""{"Auth":{"Mode":"none"}}""");
        var own = Recorded.Row();
        var foreign = Recorded.Row(1, "prj_other");
        await Recorded.AddAsync(bridge, own, foreign);

        var list = await bridge.Client.GetStringAsync("/api/v1/interceptions");

        list.Should().Contain(own.Id.ToString()).And.NotContain(foreign.Id.ToString());
        (await bridge.Client.GetAsync($"/api/v1/interceptions/{foreign.Id}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await bridge.SendAsync(bridge.Get($"/api/v1/interceptions/{foreign.Id}", bridge.AdminToken))).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Origin", "https://example.org")]
    [InlineData("Host", "example.org")]
    public async Task In_open_mode_pages_from_elsewhere_are_refused(string header, string value)
    {
        await using var bridge = await Bridge.StartAsync("""{"Auth":{"Mode":"none"}}""");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/interceptions");
        request.Headers.TryAddWithoutValidation(header, value);

        await ManagementClient.ProblemAsync(await bridge.SendAsync(request), HttpStatusCode.Forbidden, "forbidden");
    }
}
