using AiBridge.Management.Access;
using AiBridge.Management.Audit;
using AiBridge.Projects;
using AiBridge.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace AiBridge.IntegrationTests.Management.Access;

public sealed class PermissionTableTests(ManagedBridge managed) : IClassFixture<ManagedBridge>
{
    private const string Line = "| `GET /api/v1/things` | `projects:Read` | own project | Things |\n";

    [Fact]
    public void Every_endpoint_asks_for_a_permission_there_is()
    {
        ApiEndpoint.Of(managed.Bridge).Should().HaveCountGreaterThan(20);
        PermissionRules.Permission(ApiEndpoint.Of(managed.Bridge)).Should().BeEmpty();
    }

    [Fact]
    public void Every_write_is_audited_and_no_read_is() => PermissionRules.Audit(ApiEndpoint.Of(managed.Bridge)).Should().BeEmpty();

    [Fact]
    public void The_table_in_the_contract_is_the_endpoints() => PermissionRules.Table(ApiEndpoint.Of(managed.Bridge), RepositoryRoot.Read("docs/contract.md")).Should().BeEmpty();

    [Fact]
    public void An_endpoint_without_a_permission_there_is_is_found()
    {
        var planted = Planted(api =>
        {
            api.MapGet("/things", () => "").RequirePermission(PermissionNames.ReadProjects);
            api.MapGet("/open", () => "");
            api.MapGet("/odd", () => "").RequirePermission("projects:Fly");
            api.Map("/whatever", () => "");
        });

        PermissionRules.Permission(planted).Should().Equal(
            "GET /api/v1/open asks for no permission there is", "GET /api/v1/odd asks for no permission there is", "(any) /api/v1/whatever asks for no permission there is");
    }

    [Fact]
    public void A_write_that_is_not_audited_is_found()
    {
        var planted = Planted(api =>
        {
            api.MapPost("/things", () => "").Writes(ProjectOperations.Create);
            api.MapDelete("/things", () => "").RequirePermission(PermissionNames.DeleteProjects);
        });

        PermissionRules.Audit(planted).Should().Equal("DELETE /api/v1/things is not audited");
    }

    [Theory]
    [InlineData(Line, "GET /api/v1/more tokens:Read: not in the table")]
    [InlineData(Line + "| `GET /api/v1/more` | `tokens:Write` | own project | More |\n", "GET /api/v1/more tokens:Read: not in the table", "GET /api/v1/more tokens:Write: in the table only")]
    [InlineData(Line + "| `GET /api/v1/more` | `tokens:Read` | server | More |\n", "GET /api/v1/more tokens:Read: not in the table", "GET /api/v1/more tokens:Read server: in the table only")]
    [InlineData(Line + "| `GET /api/v1/more` | `tokens:Read` | own project | More |\n" + Line, "GET /api/v1/things projects:Read: twice in the table")]
    [InlineData(Line + "| `GET /api/v1/more` | `tokens:Read` | own project | More |\n")]
    public void A_table_that_differs_is_found(string table, params string[] faults)
    {
        var planted = Planted(api =>
        {
            api.MapGet("/things", () => "").RequirePermission(PermissionNames.ReadProjects);
            api.MapGet("/more", () => "").RequirePermission(PermissionNames.ReadTokens);
        });

        PermissionRules.Table(planted, $"# Title\n{table}").Should().Equal(faults);
    }

    private static IReadOnlyList<ApiEndpoint> Planted(Action<RouteGroupBuilder> map)
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        map(app.MapGroup("/api/v1"));
        return ApiEndpoint.Of(((IEndpointRouteBuilder)app).DataSources.Single());
    }
}
