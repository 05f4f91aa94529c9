using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.House;
using AiBridge.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AiBridge.IntegrationTests.Management.Tenants;

/// <summary>A project that goes while somebody is at work in it.</summary>
public sealed class ProjectEndTests
{
    [Theory]
    [InlineData("/api/v1/projects/PROJECT/tokens", """{"name":"late"}""")]
    [InlineData("/api/v1/secrets", """{"name":"late","value":"sk-late-0000000001","projectId":"PROJECT"}""")]
    [InlineData("/api/v1/ai-providers", """{"name":"late","provider":"google","projectId":"PROJECT"}""")]
    public async Task What_is_made_at_that_moment_is_404_and_not_made(string path, string body)
    {
        using var between = new AfterQuery();
        await using var house = await TenantHouse.StartAsync();
        var id = await ProjectAsync(house);
        between.Arm(house.Bridge, "FROM \"Projects\"", () => Delete(house, db => db.Projects.Where(row => row.Id == id)));

        using var response = await house.SendAsync(HttpMethod.Post, path.Replace("PROJECT", id, StringComparison.Ordinal), body.Replace("PROJECT", id, StringComparison.Ordinal));

        between.Done.Should().BeTrue();
        await ManagedBridge.ProblemAsync(response, HttpStatusCode.NotFound, "not_found");
        (await house.GetAsync($"/api/v1/audit?projectId={id}&result=refused")).GetProperty("items").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task A_secret_that_goes_while_a_provider_takes_it_is_404()
    {
        using var between = new AfterQuery();
        await using var house = await TenantHouse.StartAsync();
        var secret = (await house.CreateAsync("/api/v1/secrets", new { name = "key", value = "sk-late-0000000002" })).GetProperty("id").GetString();
        between.Arm(house.Bridge, "FROM \"AiProviders\"", () => Delete(house, db => db.Secrets.Where(row => row.Id == secret)));

        using var response = await house.SendAsync(HttpMethod.Post, "/api/v1/ai-providers", new { name = "late", provider = "openai", secretId = secret });

        between.Done.Should().BeTrue();
        await ManagedBridge.ProblemAsync(response, HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_running_request_finishes_and_its_record_goes_soon_after()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var (sent, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var middle = Traffic.AnthropicStream.IndexOf("event: content_block_stop", StringComparison.Ordinal);
        upstream.Expect(async context =>
        {
            await Answers.Held(Answers.EventStream, Traffic.AnthropicStream[..middle], sent, end)(context);
            await context.Response.WriteAsync(Traffic.AnthropicStream[middle..]);
        });
        await using var house = await TenantHouse.StartAsync(JsonSerializer.Serialize(new { Providers = new[] { new { Type = "anthropic", BaseUrl = upstream.Address, Keys = new[] { "sk-server-0000000001" } } } }));
        var id = await ProjectAsync(house);
        var token = (await house.CreateAsync($"/api/v1/projects/{id}/tokens", new { name = "agent" })).GetProperty("token").GetString();
        var running = house.Bridge.SendAsync(house.Bridge.Post(Traffic.Messages, Traffic.AnthropicRequest, token));
        await sent.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await house.Bridge.InterceptionsAsync();

        (await house.SendAsync(HttpMethod.Delete, $"/api/v1/projects/{id}?force=true")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await house.SendAsync(HttpMethod.Get, "/api/v1/interceptions", token: token)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        end.SetResult();

        using var answer = await running;
        (await answer.Content.ReadAsStringAsync()).Should().Be(Traffic.AnthropicStream);
        (await house.Bridge.InterceptionsAsync($"?projectId={id}")).EnumerateArray().Should().ContainSingle().Which.GetProperty("status").GetString().Should().Be("completed");
        house.Bridge.Services.GetServices<IHostedService>().Should().ContainSingle(service => service is DeletedProjectsSweep);
        (await house.Bridge.Services.GetRequiredService<DeletedProjects>().SweepAsync(default)).Should().Be(1);
        (await house.Bridge.InterceptionsAsync($"?projectId={id}")).GetArrayLength().Should().Be(0);
    }

    private static async Task<string> ProjectAsync(TenantHouse house) => (await house.CreateAsync("/api/v1/projects", new { name = "Short-lived" })).GetProperty("id").GetString()!;

    private static void Delete<T>(TenantHouse house, Func<BridgeDb, IQueryable<T>> rows)
    {
        using var db = house.Bridge.Services.GetRequiredService<IDbContextFactory<BridgeDb>>().CreateDbContext();
        rows(db).ExecuteDelete().Should().Be(1);
    }
}
