using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Management.Providers;
using AiBridge.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.AiProviders;

/// <summary>What a project may set at its provider is what the settings themselves say.</summary>
public sealed class ConfigTests
{
    private const string Path = "/api/v1/ai-providers";

    [Fact]
    public async Task The_config_takes_exactly_the_settings_that_are_marked_for_projects()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        using var answer = await user.Api.SendAsync(HttpMethod.Get, "/api/v1/provider-types");
        var settings = DescribedSetting.In(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement).Where(setting => !setting.IsSecret).ToList();
        var made = await user.CreateAsync(new { name = "mine", provider = "anthropic", baseUrl = fixture.Own.Address });
        var path = $"{Path}/{made.GetProperty("id").GetString()}";

        foreach (var setting in settings.Where(setting => setting.Name is not ("auth" or "type")))
        {
            var config = DescribedSetting.At(setting.Name, '.', setting.Values.One);
            using var response = await user.Api.SendAsync(HttpMethod.Patch, path, new JsonObject { ["config"] = config.DeepClone() }.ToJsonString());
            response.StatusCode.Should().Be(HttpStatusCode.OK, setting.Name);
            var stored = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            JsonNode.DeepEquals(config, stored["config"]).Should().BeTrue(setting.Name);
            stored["unusedConfig"]!.AsArray().Select(name => name!.GetValue<string>()).Should().Equal(setting.IsSettableBy("project") ? [] : [setting.Name]);
        }

        settings.Where(setting => setting.IsSettableBy("project")).Should().HaveCountGreaterThan(15).And.HaveCountLessThan(settings.Count);
    }

    [Theory]
    [InlineData("""{"keepAliveSeconds":7,"timeouts":{"silenceSeconds":0}}""", "config.timeouts.silenceSeconds")]
    [InlineData("""{"maxRetries":99}""", "config.maxRetries")]
    [InlineData("""{"keySelection":"random"}""", "config.keySelection")]
    public async Task Its_values_keep_the_limits_of_the_settings(string config, string field)
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");

        using var response = await user.Api.SendAsync(HttpMethod.Post, Path, $$"""{"name":"mine","provider":"anthropic","config":{{config}}}""");

        var problem = await ManagementClient.ProblemAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).Should().Equal(field);
    }

    [Fact]
    public async Task What_is_no_setting_of_a_projects_is_kept_named_and_heeded_by_nobody()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        var dumps = Directory.CreateTempSubdirectory("aibridge-test-").FullName;
        var config = new JsonObject
        {
            ["dumpDirectory"] = dumps,
            ["baseUrl"] = fixture.Server.Address,
            ["DumpDirectory"] = dumps,
            ["type"] = "openai",
            ["maxRetries"] = 1,
            ["timeouts"] = new JsonObject { ["total"] = 5, ["connectSeconds"] = 3 },
            ["ours"] = new JsonArray(1, new JsonObject { ["deep"] = null }),
        };

        var made = await user.CreateAsync(new { name = "mine", provider = "anthropic", baseUrl = fixture.Own.Address, secretId = await fixture.SecretAsync(user.ProjectId, "sk-of-alpha-0000000000001"), config });

        JsonNode.DeepEquals(config, JsonNode.Parse(made.GetProperty("config").GetRawText())).Should().BeTrue();
        made.GetProperty("unusedConfig").EnumerateArray().Select(name => name.GetString()).Should().Equal("dumpDirectory", "baseUrl", "DumpDirectory", "type", "timeouts.total", "ours");
        (await user.AskAsync("mine")).Body.Should().Contain("msg_own");
        Directory.GetFiles(dumps).Should().BeEmpty();
        Directory.Delete(dumps);
        var served = fixture.Bridge.Services.GetRequiredService<ProviderRegistry>().Find(user.ProjectId, "mine")!.Options;
        (served.MaxRetries, served.Timeouts.Connect, served.DumpDirectory).Should().Be((1, TimeSpan.FromSeconds(3), null));
    }
}
