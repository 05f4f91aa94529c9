using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Management.Providers;

/// <summary>What is told of providers whose rows somebody damaged.</summary>
public sealed class StatusTests
{
    [Fact]
    public async Task A_key_that_cannot_be_decrypted_is_told_and_the_others_serve()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CreateAsync(new
        {
            name = "mine",
            type = "anthropic",
            baseUrl = fixture.Upstream.Address,
            keySelection = "primary",
            apiKeys = new[] { new { value = "sk-ant-damaged-key-000001" }, new { value = "sk-ant-sound-key-00000002" } },
        });

        await ExecuteAsync(fixture, "UPDATE Secrets SET Protected = 'CfDJ8damaged', Version = Version + 1 WHERE Name = 'mine key 1'");

        var told = await fixture.GetAsync("mine");
        told.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("error").GetString()).Should().Equal("secret_not_decryptable", null);
        told.GetProperty("errors").GetRawText().Should().Be("""[{"field":"apiKeys","problem":"secret_not_decryptable"}]""");
        told.GetProperty("status").GetString().Should().Be("enabled");
        (await fixture.SeenAsync("mine")).Should().EndWith("sk-ant-sound-key-00000002");
        await fixture.PutAsync("mine", new { apiKeys = new[] { new { value = "sk-ant-mended-key-0000003" } } });
        (await fixture.GetAsync("mine")).GetProperty("errors").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Settings_that_break_a_rule_serve_nothing_and_can_be_mended()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CreateAsync(new { name = "mine", type = "anthropic", baseUrl = fixture.Upstream.Address, auth = "none" });

        await ExecuteAsync(fixture, """UPDATE Providers SET Settings = replace(Settings, '"auth"', '"timeouts":{"connectSeconds":0},"auth"'), Version = Version + 1""");

        var told = await fixture.GetAsync("mine");
        told.GetProperty("status").GetString().Should().Be("faulty");
        told.GetProperty("errors")[0].GetProperty("field").GetString().Should().Be("timeouts.connectSeconds");
        (await fixture.SeenAsync("mine")).Should().Be("404");
        (await fixture.FaultsAsync(HttpMethod.Put, ProviderFixture.Path + "/mine", new { displayName = "Mine" })).Should().Equal("timeouts.connectSeconds");
        (await fixture.PutAsync("mine", new { timeouts = (object?)null })).GetProperty("status").GetString().Should().Be("enabled");
        (await fixture.AskAsync("mine")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("POST", "/mine/test")]
    [InlineData("GET", "/mine/models")]
    [InlineData("GET", "/mine/health")]
    public async Task What_is_asked_of_one_with_faults_is_answered_with_them(string method, string path)
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CreateAsync(new { name = "mine", type = "anthropic", baseUrl = fixture.Upstream.Address, auth = "none" });
        await ExecuteAsync(fixture, """UPDATE Providers SET Settings = replace(Settings, '"auth"', '"timeouts":{"connectSeconds":0},"auth"'), Version = Version + 1""");

        var problem = await ManagementClient.ProblemAsync(await fixture.Bridge.Admin.SendAsync(new HttpMethod(method), ProviderFixture.Path + path), HttpStatusCode.Conflict, "provider_faulty");

        problem.GetProperty("errors")[0].GetProperty("field").GetString().Should().Be("timeouts.connectSeconds");
        problem.GetProperty("detail").GetString().Should().Contain("timeouts.connectSeconds must be");
        await ManagementClient.ProblemAsync(await fixture.Bridge.Admin.SendAsync(new HttpMethod(method), ProviderFixture.Path + path.Replace("mine", "nobody", StringComparison.Ordinal)), HttpStatusCode.NotFound, "not_found");
    }

    private static async Task ExecuteAsync(ProviderFixture fixture, string statement)
    {
        await using var db = await fixture.Bridge.DbAsync();
        (await db.Database.ExecuteSqlAsync(System.Runtime.CompilerServices.FormattableStringFactory.Create(statement.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)))).Should().Be(1);
        await fixture.Bridge.Services.GetRequiredService<StoredProviders>().ReloadAsync();
    }
}
