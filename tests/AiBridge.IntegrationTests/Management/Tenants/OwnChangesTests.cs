using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;
using AiBridge.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Management.Tenants;

/// <summary>What a process did itself is in force at once, so that only another's change is ever noticed, and logged as such.</summary>
public sealed class OwnChangesTests
{
    [Fact]
    public async Task The_first_start_leaves_nothing_to_notice()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork, clock: new JumpingClock());

        (await NoticesAsync(bridge)).Should().Be((false, false));
    }

    [Fact]
    public async Task A_project_made_and_renamed_over_the_API_leaves_nothing_to_notice()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork, clock: new JumpingClock());
        var id = (await bridge.Admin.CreateAsync("/api/v1/projects", new { name = "One" })).GetProperty("id").GetString();
        var made = await NoticesAsync(bridge);
        (await bridge.Admin.SendAsync(HttpMethod.Patch, $"/api/v1/projects/{id}", new { name = "Two" })).StatusCode.Should().Be(HttpStatusCode.OK);

        made.Should().Be((false, false));
        (await NoticesAsync(bridge)).Should().Be((false, false));
        await bridge.ProjectAsync("as another process would");
        (await NoticesAsync(bridge)).Should().Be((true, true));
    }

    private static async Task<(bool Tokens, bool Providers)> NoticesAsync(Bridge bridge) => (
        await bridge.Services.GetRequiredService<TokenDirectory>().ReloadIfChangedAsync(default),
        await bridge.Services.GetRequiredService<StoredProviders>().ReloadIfChangedAsync(default));
}
