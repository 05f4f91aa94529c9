using System.Net;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.EntityFrameworkCore;
namespace AiBridge.IntegrationTests.Management;

public sealed class BadInputTests(ManagedBridge managed) : IClassFixture<ManagedBridge>
{
    [Theory]
    [InlineData("limit", "interceptions?limit=0")]
    [InlineData("limit", "interceptions?limit=201")]
    [InlineData("limit", "interceptions?limit=-1")]
    [InlineData("limit", "interceptions?limit=ten")]
    [InlineData("limit", "interceptions?limit=")]
    [InlineData("limit", "interceptions?limit=1&limit=2")]
    [InlineData("limit", "interceptions?limit=99999999999")]
    [InlineData("limit", "sessions?limit=0")]
    [InlineData("limit", "sessions/s-1?limit=1.5")]
    [InlineData("cursor", "interceptions?cursor=")]
    [InlineData("cursor", "interceptions?cursor=!!!")]
    [InlineData("cursor", "interceptions?cursor=aaaa")]
    [InlineData("cursor", "interceptions?cursor=cyBwcmogcw")]
    [InlineData("cursor", "interceptions?cursor=aW50ZXJjZXB0aW9ucyAx")]
    [InlineData("cursor", "sessions?cursor=aaaa")]
    [InlineData("cursor", "sessions?cursor=c3ggcHJqIHM")]
    [InlineData("cursor", "sessions?cursor=c2Vzc2lvbnMgeCBwcmogcw")]
    [InlineData("cursor", "sessions/s-1?cursor=x")]
    [InlineData("startedAfter", "interceptions?startedAfter=yesterday")]
    [InlineData("startedAfter", "interceptions?startedAfter=")]
    [InlineData("startedAfter", "interceptions?startedAfter=1969-12-31")]
    [InlineData("startedBefore", "interceptions?startedBefore=2026-13-01")]
    [InlineData("startedBefore", "sessions?startedBefore=12")]
    [InlineData("from", "usage?from=2026-02-30")]
    [InlineData("to", "usage?to=1777896000000")]
    [InlineData("status", "interceptions?status=done")]
    [InlineData("status", "interceptions?status=Failed")]
    [InlineData("id", "interceptions/17")]
    [InlineData("id", "interceptions/%7B0191d2a0-0000-7000-8000-000000000000%7D")]
    [InlineData("groupBy", "usage?groupBy=week")]
    [InlineData("groupBy", "usage?groupBy=day,")]
    [InlineData("groupBy", "usage?groupBy=day;model")]
    public async Task A_value_that_makes_no_sense_is_refused_by_name(string parameter, string path)
    {
        var problem = await ManagementClient.ProblemAsync(await managed.SendAsync($"/api/v1/{path}"), HttpStatusCode.BadRequest, "invalid_request");

        problem.GetProperty("parameter").GetString().Should().Be(parameter);
        problem.GetProperty("detail").GetString().Should().StartWith(parameter + " must");
    }

    [Theory]
    [InlineData("GET", "/api/v1/interceptions/0191d2a0-0000-7000-8000-000000000000")]
    [InlineData("GET", "/api/v1/sessions/nobody")]
    [InlineData("GET", "/api/v1/nothing")]
    [InlineData("GET", "/api")]
    public async Task What_is_not_there_is_404(string method, string path)
    {
        using var request = managed.Bridge.Get(path, managed.Bridge.AdminToken);
        request.Method = new HttpMethod(method);

        await ManagementClient.ProblemAsync(await managed.Bridge.SendAsync(request), HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_failure_inside_is_500_without_what_went_wrong()
    {
        await using var bridge = await Bridge.StartAsync("{}");
        var broken = Recorded.Row();
        await Recorded.AddAsync(bridge, broken);
        await using (var db = await bridge.DbAsync())
            await db.Database.ExecuteSqlAsync($"UPDATE Interceptions SET Attempts = 'not json'");

        var response = await bridge.SendAsync(bridge.Get($"/api/v1/interceptions/{broken.Id}"));

        var problem = await ManagementClient.ProblemAsync(response, HttpStatusCode.InternalServerError, "internal_error");
        problem.GetRawText().Should().NotContainAny("Exception", "not json", "   at ");
    }
}
