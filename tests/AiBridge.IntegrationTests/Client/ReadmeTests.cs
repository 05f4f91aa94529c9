using System.Net;
using System.Text.RegularExpressions;
using AiBridge.Client;
using AiBridge.Contracts.Projects;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Client;

public sealed partial class ReadmeTests
{
    [Fact]
    public void Its_examples_are_the_ones_that_compile()
    {
        var compiled = Words(RepositoryRoot.Read("tests/AiBridge.IntegrationTests/Client/ReadmeExamples.cs"));
        var examples = Example().Matches(RepositoryRoot.Read("src/AiBridge.Client/README.md")).Select(match => match.Groups[1].Value).ToList();

        examples.Should().HaveCount(5).And.OnlyContain(example => compiled.Contains(Words(example)));
    }

    [Fact]
    public async Task Its_resilience_repeats_what_only_reads_and_nothing_else()
    {
        await using var server = await FakeUpstream.StartAsync();
        var asked = 0;
        server.Always(context =>
        {
            Interlocked.Increment(ref asked);
            context.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
            return Task.CompletedTask;
        });
        var clock = new FakeTimeProvider();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock);
        ReadmeExamples.Register(services, "aib_x");
        services.PostConfigureAll<AiBridgeClientOptions>(options => options.BaseAddress = new Uri(server.Address));
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<AiBridgeClient>();

        await FluentActions.Awaiting(() => client.Projects.CreateAsync(new ProjectBodyDto { Name = "once" })).Should().ThrowAsync<AiBridgeException>();
        asked.Should().Be(1);
        using var enough = new CancellationTokenSource();
        var usage = client.Usage.GetAsync(cancellation: enough.Token);
        await Eventually.Is(() =>
        {
            // In small steps: those of a try that is under way count against its time.
            clock.Advance(TimeSpan.FromSeconds(0.1));
            return Volatile.Read(ref asked) == 3;
        });

        await enough.CancelAsync();
        await FluentActions.Awaiting(() => usage).Should().ThrowAsync<OperationCanceledException>();
    }

    private static string Words(string text) => Space().Replace(text, " ").Trim();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
