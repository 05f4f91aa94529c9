using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Management.Providers;

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
            if (setting.IsSettableBy("project"))
            {
                response.StatusCode.Should().Be(HttpStatusCode.OK, setting.Name);
                JsonNode.DeepEquals(config, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["config"]).Should().BeTrue(setting.Name);
                continue;
            }

            var problem = await ManagementClient.ProblemAsync(response, HttpStatusCode.BadRequest, "invalid_request");
            problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).Should().Equal($"config.{setting.Name}");
        }

        settings.Where(setting => setting.IsSettableBy("project")).Should().HaveCountGreaterThan(15).And.HaveCountLessThan(settings.Count);
    }

    [Theory]
    [InlineData("""{"keepAliveSeconds":7,"timeouts":{"silenceSeconds":0}}""", "config.timeouts.silenceSeconds")]
    [InlineData("""{"maxRetries":99}""", "config.maxRetries")]
    [InlineData("""{"keySelection":"random"}""", "config.keySelection")]
    [InlineData("""{"timeouts":{"total":1}}""", "config.timeouts.total")]
    public async Task Its_values_keep_the_limits_of_the_settings(string config, string field)
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");

        using var response = await user.Api.SendAsync(HttpMethod.Post, Path, $$"""{"name":"mine","provider":"anthropic","config":{{config}}}""");

        var problem = await ManagementClient.ProblemAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).Should().Equal(field);
    }
}
