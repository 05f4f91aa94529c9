using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
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
        await using var fixture = await TenantFixture.StartAsync();
        var id = await ProjectAsync(fixture);
        between.Arm(fixture.Bridge, "FROM \"Projects\"", () => Delete(fixture, db => db.Projects.Where(row => row.Id == id)));

        using var response = await fixture.SendAsync(HttpMethod.Post, path.Replace("PROJECT", id, StringComparison.Ordinal), body.Replace("PROJECT", id, StringComparison.Ordinal));

        between.Done.Should().BeTrue();
        await ManagedBridge.ProblemAsync(response, HttpStatusCode.NotFound, "not_found");
        (await fixture.GetAsync($"/api/v1/audit?projectId={id}&result=refused")).GetProperty("items").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task A_secret_that_goes_while_a_provider_takes_it_is_404()
    {
        using var between = new AfterQuery();
        await using var fixture = await TenantFixture.StartAsync();
        var secret = (await fixture.CreateAsync("/api/v1/secrets", new { name = "key", value = "sk-late-0000000002" })).GetProperty("id").GetString();
        between.Arm(fixture.Bridge, "FROM \"AiProviders\"", () => Delete(fixture, db => db.Secrets.Where(row => row.Id == secret)));

        using var response = await fixture.SendAsync(HttpMethod.Post, "/api/v1/ai-providers", new { name = "late", provider = "openai", secretId = secret });

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
        await using var fixture = await TenantFixture.StartAsync(JsonSerializer.Serialize(new { Providers = new[] { new { Type = "anthropic", BaseUrl = upstream.Address, Keys = new[] { "sk-server-0000000001" } } } }));
        var id = await ProjectAsync(fixture);
        var token = (await fixture.CreateAsync($"/api/v1/projects/{id}/tokens", new { name = "agent" })).GetProperty("token").GetString();
        var running = fixture.Bridge.SendAsync(fixture.Bridge.Post(Traffic.Messages, Traffic.AnthropicRequest, token));
        await sent.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await fixture.Bridge.InterceptionsAsync();

        (await fixture.SendAsync(HttpMethod.Delete, $"/api/v1/projects/{id}?force=true")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await fixture.SendAsync(HttpMethod.Get, "/api/v1/interceptions", token: token)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        end.SetResult();

        using var answer = await running;
        (await answer.Content.ReadAsStringAsync()).Should().Be(Traffic.AnthropicStream);
        (await fixture.Bridge.InterceptionsAsync($"?projectId={id}")).EnumerateArray().Should().ContainSingle().Which.GetProperty("status").GetString().Should().Be("completed");
        fixture.Bridge.Services.GetServices<IHostedService>().Should().ContainSingle(service => service is DeletedProjectsSweep);
        (await fixture.Bridge.Services.GetRequiredService<DeletedProjects>().SweepAsync(default)).Should().Be(1);
        (await fixture.Bridge.InterceptionsAsync($"?projectId={id}")).GetArrayLength().Should().Be(0);
    }

    private static async Task<string> ProjectAsync(TenantFixture fixture) => (await fixture.CreateAsync("/api/v1/projects", new { name = "Short-lived" })).GetProperty("id").GetString()!;

    private static void Delete<T>(TenantFixture fixture, Func<BridgeDb, IQueryable<T>> rows)
    {
        using var db = fixture.Bridge.Services.GetRequiredService<IDbContextFactory<BridgeDb>>().CreateDbContext();
        rows(db).ExecuteDelete().Should().Be(1);
    }
}
