using System.Net;
using System.Net.Http.Headers;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management;

/// <summary>What is answered where the path is right and the method is not.</summary>
public sealed class MethodTests(ManagedBridge managed) : IClassFixture<ManagedBridge>
{
    [Theory]
    [InlineData("PATCH", "/api/v1/providers", "GET, POST")]
    [InlineData("POST", "/api/v1/providers/some-name", "DELETE, GET, PUT")]
    [InlineData("HEAD", "/api/v1/audit", "GET")]
    [InlineData("DELETE", "/api/v1/interceptions/0191d2a0-0000-7000-8000-000000000000", "GET")]
    [InlineData("PUT", "/api/v1/projects/prj_default", "DELETE, GET, PATCH")]
    [InlineData("OPTIONS", "/api/v1/secrets/sec_1/", "DELETE, GET, PATCH")]
    [InlineData("QUERY", "/api/v1/projects/prj_1/tokens/tok_1", "DELETE, PATCH")]
    public async Task The_methods_there_are_are_named(string method, string path, string allowed)
    {
        using var response = await SendAsync(method, path);

        response.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.Order(StringComparer.Ordinal).Should().Equal(allowed.Split(", "));
        if (method != "HEAD")
            await ManagementClient.ProblemAsync(response, HttpStatusCode.MethodNotAllowed, "method_not_allowed");
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing")]
    [InlineData("POST", "/api/v1/projects/prj_1/nothing")]
    [InlineData("DELETE", "/api")]
    [InlineData("GET", "/api/v1//providers")]
    public async Task Where_no_endpoint_is_no_method_is_named(string method, string path)
    {
        using var response = await SendAsync(method, path);

        await ManagementClient.ProblemAsync(response, HttpStatusCode.NotFound, "not_found");
        response.Content.Headers.Allow.Should().BeEmpty();
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", managed.Bridge.AdminToken) } };
        return await managed.Bridge.SendAsync(request);
    }
}
