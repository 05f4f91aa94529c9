using System.Text.Json.Nodes;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Providers.Changes;
using AiBridge.Providers.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Management.Providers;

/// <summary>Providers are changed and asked by a caller, whatever way that came: here by none.</summary>
public sealed class WithoutHttpTests
{
    [Fact]
    public async Task A_provider_lives_and_ends_and_the_audit_log_says_who_did_it()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        var (changes, queries) = (Of<ProviderChanges>(fixture.Bridge), Of<ProviderQueries>(fixture.Bridge));

        var made = await changes.CreateAsync(Anybody, Body("""{"name":"mine","type":"openai","maxRetries":7}"""), default);
        var outdated = () => changes.UpdateAsync(Anybody, new ProviderPlace("mine"), ExpectedVersion.Of(made.Version!.Value + 1), Body("""{"maxRetries":8}"""), default);
        (await outdated.Should().ThrowAsync<RefusedException>()).Which.Status.Should().Be(412);
        await changes.UpdateAsync(Anybody, new ProviderPlace("mine"), ExpectedVersion.Of(made.Version!.Value), Body("""{"maxRetries":8}"""), default);
        var found = await queries.FindAsync(Anybody, "mine", source: null, default);
        (await queries.ServingAsync(Anybody, AiBridge.Providers.ProviderOperations.Test, "mine", default)).Options.MaxRetries.Should().Be(8, "it is in force when the call returns");
        await changes.DeleteAsync(Anybody, new ProviderPlace("mine"), ExpectedVersion.None, default);

        (found.Value.MaxRetries, found.Version).Should().Be((8, 2));
        (await queries.PageAsync(Anybody, limit: null, cursor: null, default)).Items.Select(item => item.Name).Should().Equal("fixed");
        var log = await fixture.CallAsync(HttpMethod.Get, "/api/v1/audit?resource=providers*");
        log.GetProperty("items").EnumerateArray().Select(row => $"{row.GetProperty("operation").GetString()} {row.GetProperty("result").GetString()} {row.GetProperty("resource").GetString()}").Should().Equal(
            "cli:provider test succeeded providers/mine", "cli:provider test succeeded providers/mine", "cli:provider test refused providers/mine", "cli:provider test succeeded providers/mine");
    }

    [Fact]
    public async Task Whoever_may_not_gets_nowhere_by_any_of_them()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        var may = await CallerAsync(fixture.Bridge, "aiProviders:*");
        var powerless = await CallerAsync(fixture.Bridge, "bridge:Invoke");
        var ofProject = await CallerAsync(fixture.Bridge, "providers:*");
        var (servers, projects) = (Of<ProviderChanges>(fixture.Bridge), Of<AiProviderChanges>(fixture.Bridge));
        var id = (await projects.CreateAsync(may, Body("""{"name":"lab","provider":"anthropic"}"""), default)).Value.Id;
        var before = (await Stored.TextAsync(fixture.Bridge), (await Of<AiProviderQueries>(fixture.Bridge).FindAsync(may, id, default)).Version);

        Func<Task>[] tries =
        [
            .. new[] { powerless, ofProject }.SelectMany(caller => new Func<Task>[]
            {
                () => servers.CreateAsync(caller, Body("""{"name":"mine","type":"openai"}"""), default),
                () => servers.CreateFromPresetAsync(caller, Body("""{"preset":"openai"}"""), default),
                () => servers.UpdateAsync(caller, new ProviderPlace("fixed"), ExpectedVersion.None, [], default),
                () => servers.DeleteAsync(caller, new ProviderPlace("fixed"), ExpectedVersion.None, default),
                () => projects.CreateAsync(caller, Body("""{"name":"mine","provider":"openai"}"""), default),
                () => projects.UpdateAsync(caller, id, ExpectedVersion.None, [], default),
                () => projects.DeleteAsync(caller, id, ExpectedVersion.None, default),
                () => Of<AiProviderQueries>(fixture.Bridge).FindAsync(caller, id, default),
                () => Of<AiProviderQueries>(fixture.Bridge).PageAsync(caller, new(), default),
            }),
            () => Of<ProviderQueries>(fixture.Bridge).PageAsync(powerless, null, null, default),
            () => Of<ProviderQueries>(fixture.Bridge).FindAsync(powerless, "fixed", null, default),
            () => Of<ProviderQueries>(fixture.Bridge).HealthAsync(powerless, "fixed", default),
        ];
        foreach (var attempt in tries)
            (await attempt.Should().ThrowAsync<RefusedException>()).Which.Status.Should().Be(403);

        (await Stored.TextAsync(fixture.Bridge), (await Of<AiProviderQueries>(fixture.Bridge).FindAsync(may, id, default)).Version).Should().Be(before);
    }

    /// <summary>One call's.</summary>
    private static Caller Anybody => Caller.OfCommand("provider test");

    private static T Of<T>(Bridge bridge)
        where T : notnull => bridge.Services.GetRequiredService<T>();

    private static JsonObject Body(string text) => JsonNode.Parse(text)!.AsObject();

    private static async Task<Caller> CallerAsync(Bridge bridge, params string[] permissions)
    {
        var issued = await bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "test", permissions, ServerScope: false));
        return new Caller(Of<TokenDirectory>(bridge).Find(issued.Secret.Reveal())!);
    }
}
