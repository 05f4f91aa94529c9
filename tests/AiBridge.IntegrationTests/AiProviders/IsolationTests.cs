using System.Collections.Concurrent;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.AiProviders;

public sealed class IsolationTests
{
    private const int Projects = 20;
    private const int Rounds = 10;

    private static string OwnKey(int project) => $"sk-project-{project:00}-own-key-0000000000{project:00}";

    /// <summary>Even projects stand before the server's <c>anthropic</c> with address and key of their own, odd ones with their key alone; all have a <c>lab</c>; <c>openai</c> is the server's for all.</summary>
    [Fact]
    public async Task Twenty_projects_at_once_each_reach_their_own_address_with_their_own_key()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var calls = new ConcurrentQueue<(string Where, int Asker, string Key)>();
        fixture.Server.Always(Note("server", calls));
        fixture.Own.Always(Note("own", calls));
        var users = new List<ProjectUser>();
        for (var i = 0; i < Projects; i++)
            users.Add(await WithProvidersAsync(fixture, i));

        await Task.WhenAll(users.Select((user, number) => AskEverythingAsync(user, number)));

        calls.Should().HaveCount(Projects * Rounds * 3);
        foreach (var (where, asker, key) in calls)
        {
            var (name, project) = (asker / 100, asker % 100);
            var expected = name switch
            {
                0 => (project % 2 == 0 ? "own" : "server", OwnKey(project)),
                1 => ("own", OwnKey(project)),
                _ => ("server", ProjectFixture.ServerKey),
            };
            (where, key).Should().Be(expected, $"that is what provider {name} of project {project} is");
        }
    }

    private static async Task<ProjectUser> WithProvidersAsync(ProjectFixture fixture, int number)
    {
        var user = await fixture.ProjectAsync($"project-{number}");
        var secret = await fixture.SecretAsync(user.ProjectId, OwnKey(number));
        await user.CreateAsync(new { name = "anthropic", provider = "anthropic", secretId = secret, baseUrl = number % 2 == 0 ? fixture.Own.Address : null });
        await user.CreateAsync(new { name = "lab", provider = "custom", secretId = secret, baseUrl = fixture.Own.Address + "/v1" });
        return user;
    }

    private static async Task AskEverythingAsync(ProjectUser user, int number)
    {
        for (var round = 0; round < Rounds; round++)
        {
            await AskAsync(user, "/anthropic/v1/messages", number);
            await AskAsync(user, "/lab/v1/chat/completions", 100 + number);
            await AskAsync(user, "/openai/v1/chat/completions", 200 + number);
        }
    }

    private static async Task AskAsync(ProjectUser user, string path, int asker)
    {
        using var request = user.Fixture.Bridge.Post(path, """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"hi"}]}""", user.Token);
        request.Headers.Add("X-Asker", $"{asker}");
        using var response = await user.Fixture.Bridge.SendAsync(request);
        ((int)response.StatusCode).Should().Be(StatusCodes.Status200OK);
    }

    private static RequestDelegate Note(string where, ConcurrentQueue<(string Where, int Asker, string Key)> calls) => async context =>
    {
        await context.ReadAsync();
        var key = context.Request.Headers["x-api-key"] is { Count: > 0 } own ? own.ToString() : context.Request.Headers.Authorization.ToString().Split(' ')[^1];
        calls.Enqueue((where, int.Parse(context.Request.Headers["X-Asker"].ToString()), key));
        context.Response.ContentType = Answers.Json;
        await context.Response.WriteAsync("{}");
    };
}
