using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Management;

public sealed class ApiDocumentTests(ManagedBridge managed) : IClassFixture<ManagedBridge>
{
    [Fact]
    public async Task It_lists_exactly_the_endpoints_that_are_mapped()
    {
        var mapped = managed.Bridge.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText is { } path && (path.StartsWith("/api/v1/", StringComparison.Ordinal) || path == "/v1/" || path == "/v1" || (path.StartsWith("/v1/", StringComparison.Ordinal) && !path.Contains("{**")) || path.StartsWith("/health/", StringComparison.Ordinal)))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}"))
            .Where(endpoint => !endpoint.StartsWith("HEAD ", StringComparison.Ordinal));

        var document = await DocumentAsync();

        var listed = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"))
            .ToArray();
        listed.Should().BeEquivalentTo(mapped).And.HaveCountGreaterThan(10);
    }

    [Fact]
    public async Task Every_operation_of_the_api_is_titled_and_says_how_it_fails_and_what_lets_in()
    {
        foreach (var (name, operation) in await OperationsAsync())
        {
            operation.GetProperty("summary").GetString().Should().NotBeEmpty(name);
            operation.GetProperty("operationId").GetString().Should().NotBeEmpty(name);
            var statuses = operation.GetProperty("responses").EnumerateObject().Select(response => response.Name).ToArray();
            statuses.Should().Contain(["400", "401", "403", "500"], name).And.Contain(status => status[0] == '2', name);
            operation.GetProperty("security").EnumerateArray().Select(way => way.EnumerateObject().Single().Name).Should().Equal("bearer", "bridgeToken");
            if (!operation.TryGetProperty("parameters", out var parameters))
                continue;
            foreach (var parameter in parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() != "header"))
                char.IsLower(parameter.GetProperty("name").GetString()![0]).Should().BeTrue();
        }
    }

    [Fact]
    public async Task Its_schemas_hold_the_keys_that_are_really_sent()
    {
        var row = Recorded.Row();
        await Recorded.AddAsync(managed.Bridge, row);
        var sent = (await managed.GetAsync($"/api/v1/interceptions/{row.Id}")).EnumerateObject().Select(property => property.Name).ToArray();

        var schema = (await DocumentAsync()).GetProperty("components").GetProperty("schemas").GetProperty("InterceptionDetailDto");

        schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).Should().BeEquivalentTo(sent);
        schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()).Should().BeEquivalentTo(sent);
        schema.GetProperty("properties").GetProperty("startedAt").GetRawText().Should().Contain("date-time").And.Contain("\"string\"").And.NotContain("null");
        schema.GetProperty("properties").GetProperty("endedAt").GetRawText().Should().Contain("null");
    }

    [Fact]
    public async Task What_a_body_must_have_is_what_the_endpoint_asks_for()
    {
        var schemas = (await DocumentAsync()).GetProperty("components").GetProperty("schemas");
        string[] Required(string schema) => schemas.GetProperty(schema).TryGetProperty("required", out var required) ? [.. required.EnumerateArray().Select(name => name.GetString()!)] : [];

        Required("NewProviderBodyDto").Should().Equal("name", "type");
        Required("ProviderBodyDto").Should().BeEmpty();
        Required("AiProviderBodyDto").Should().BeEquivalentTo("name", "provider");
        Required("AiProviderChangeBodyDto").Should().BeEmpty();
        Required("SecretBodyDto").Should().BeEquivalentTo("name", "value");
        Required("SecretChangeBodyDto").Should().BeEmpty();
        schemas.GetProperty("JsonObject").TryGetProperty("additionalProperties", out _).Should().BeTrue("else generated clients allow no field");
        schemas.GetProperty("ProviderBodyDto").GetProperty("properties").GetProperty("headers").GetProperty("additionalProperties").GetRawText().Should().Contain("null", "that keeps a stored value");
    }

    [Fact]
    public async Task Where_the_server_is_ends_without_a_slash_since_every_path_begins_with_one() =>
        (await DocumentAsync()).GetProperty("servers")[0].GetProperty("url").GetString().Should().NotEndWith("/");

    private async Task<IReadOnlyList<(string Name, JsonElement Operation)>> OperationsAsync() =>
    [
        .. from path in (await DocumentAsync()).GetProperty("paths").EnumerateObject()
           where path.Name.StartsWith("/api", StringComparison.Ordinal)
           from operation in path.Value.EnumerateObject()
           select ($"{operation.Name} {path.Name}", operation.Value),
    ];

    private async Task<JsonElement> DocumentAsync() =>
        JsonDocument.Parse(await managed.Bridge.Client.GetStringAsync("/openapi/v1.json")).RootElement;
}
