using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AiBridge.IntegrationTests.Management.Tenants;

/// <summary>A project that goes while somebody is at work in it.</summary>
public sealed class ProjectEndTests
{
    [Theory]
    [InlineData("/api/v1/secrets", """{"name":"late","value":"sk-late-0000000001","projectId":"PROJECT"}""")]
    [InlineData("/api/v1/ai-providers", """{"name":"late","provider":"google","projectId":"PROJECT"}""")]
    public async Task What_is_made_at_that_moment_is_404_and_not_made(string path, string body)
    {
        using var between = new AfterQuery();
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        var id = await ProjectAsync(bridge);
        between.Arm(bridge, "FROM \"Projects\"", () => Delete(bridge, db => db.Projects.Where(row => row.Id == id)));

        using var response = await bridge.Admin.SendAsync(HttpMethod.Post, path.Replace("PROJECT", id, StringComparison.Ordinal), body.Replace("PROJECT", id, StringComparison.Ordinal));

        between.Done.Should().BeTrue();
        await ManagementClient.ProblemAsync(response, HttpStatusCode.NotFound, "not_found");
        (await bridge.Admin.GetAsync($"/api/v1/audit?projectId={id}&result=refused")).GetProperty("items").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task A_secret_that_goes_while_a_provider_takes_it_is_404()
    {
        using var between = new AfterQuery();
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        var secret = (await bridge.Admin.CreateAsync("/api/v1/secrets", new { name = "key", value = "sk-late-0000000002" })).GetProperty("id").GetString();
        between.Arm(bridge, "FROM \"AiProviders\"", () => Delete(bridge, db => db.Secrets.Where(row => row.Id == secret)));

        using var response = await bridge.Admin.SendAsync(HttpMethod.Post, "/api/v1/ai-providers", new { name = "late", provider = "openai", secretId = secret });

        between.Done.Should().BeTrue();
        await ManagementClient.ProblemAsync(response, HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_running_request_finishes_and_its_record_goes_soon_after()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var middle = Traffic.AnthropicStream.IndexOf("event: content_block_stop", StringComparison.Ordinal);
        var answer = upstream.ExpectHeld(first: Traffic.AnthropicStream[..middle]);
        await using var bridge = await Bridge.StartAsync(JsonSerializer.Serialize(new { Providers = new[] { new { Type = "anthropic", BaseUrl = upstream.Address, Keys = new[] { "sk-server-0000000001" } } } }));
        var id = await ProjectAsync(bridge);
        var token = (await bridge.Admin.CreateAsync($"/api/v1/projects/{id}/tokens", new { name = "agent" })).GetProperty("token").GetString();
        var running = bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest, token));
        await answer.Begun.WaitAsync(TimeSpan.FromSeconds(30));
        await bridge.InterceptionsAsync();

        (await bridge.Admin.SendAsync(HttpMethod.Delete, $"/api/v1/projects/{id}?force=true")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await bridge.As(token).SendAsync(HttpMethod.Get, "/api/v1/interceptions")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        answer.Send(Traffic.AnthropicStream[middle..]);
        answer.End();

        using var response = await running;
        (await response.Content.ReadAsStringAsync()).Should().Be(Traffic.AnthropicStream);
        (await bridge.InterceptionsAsync($"?projectId={id}")).EnumerateArray().Should().ContainSingle().Which.GetProperty("status").GetString().Should().Be("completed");
        bridge.Services.GetServices<IHostedService>().Should().ContainSingle(service => service is DeletedProjectsSweep);
        (await bridge.Services.GetRequiredService<DeletedProjects>().SweepAsync(default)).Should().Be(1);
        (await bridge.InterceptionsAsync($"?projectId={id}")).GetArrayLength().Should().Be(0);
    }

    private static async Task<string> ProjectAsync(Bridge bridge) => (await bridge.Admin.CreateAsync("/api/v1/projects", new { name = "Short-lived" })).GetProperty("id").GetString()!;

    private static void Delete<T>(Bridge bridge, Func<BridgeDb, IQueryable<T>> rows)
    {
        using var db = bridge.Services.GetRequiredService<IDbContextFactory<BridgeDb>>().CreateDbContext();
        rows(db).ExecuteDelete().Should().Be(1);
    }
}
