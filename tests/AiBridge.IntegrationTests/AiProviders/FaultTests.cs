using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.AiProviders;

/// <summary>A project's provider that cannot serve says so itself, not only to whoever asks it something.</summary>
public sealed class FaultTests
{
    private const string Path = "/api/v1/ai-providers";
    private const string OwnKey = "sk-of-alpha-planted-00000001";

    [Fact]
    public async Task A_withheld_secret_is_told_until_it_is_named_again()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await fixture.ProjectAsync("alpha");
        var admin = alpha with { Token = fixture.Bridge.AdminToken };
        await admin.Api.SendAsync(HttpMethod.Post, "/api/v1/providers", Lab(fixture.Server));
        var secret = await fixture.SecretAsync(alpha.ProjectId, OwnKey);
        var made = await alpha.CreateAsync(new { name = "lab", provider = "custom", secretId = secret });
        var path = $"{Path}/{made.GetProperty("id").GetString()}";

        await admin.Api.SendAsync(HttpMethod.Put, "/api/v1/providers/lab", Lab(fixture.Own));
        var withheld = await FaultAsync(alpha, path);
        await alpha.Api.SendAsync(HttpMethod.Patch, path, new { secretId = secret });

        made.GetProperty("fault").ValueKind.Should().Be(JsonValueKind.Null);
        withheld.Should().Be("its secret was given for another address and is not sent; name it again");
        (await FaultAsync(alpha, path)).Should().BeNull();
    }

    [Fact]
    public async Task One_whose_ground_went_says_what_it_lacks_in_the_words_of_its_body()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await fixture.ProjectAsync("alpha");
        var admin = alpha with { Token = fixture.Bridge.AdminToken };
        await admin.Api.SendAsync(HttpMethod.Post, "/api/v1/providers", Lab(fixture.Server));
        var path = $"{Path}/{(await alpha.CreateAsync(new { name = "lab", provider = "custom" })).GetProperty("id").GetString()}";

        (await admin.Api.SendAsync(HttpMethod.Delete, "/api/v1/providers/lab")).StatusCode.Should().Be(HttpStatusCode.NoContent);

        (await FaultAsync(alpha, path)).Should().Be("baseUrl is missing; the type \"custom\" has no default");
        using var list = await alpha.Api.SendAsync(HttpMethod.Get, Path);
        (await list.Content.ReadAsStringAsync()).Should().Contain("baseUrl is missing");
    }

    [Fact]
    public async Task A_secret_taken_by_force_leaves_the_fault_behind()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await fixture.ProjectAsync("alpha");
        var secret = await fixture.SecretAsync(alpha.ProjectId, OwnKey);
        var made = await alpha.CreateAsync(new
        {
            name = "mine",
            provider = "anthropic",
            baseUrl = fixture.Own.Address,
            secretId = secret,
            config = new { auth = "custom_header", customHeader = new { name = "x-lab" } },
        });

        (await alpha.Api.SendAsync(HttpMethod.Delete, $"/api/v1/secrets/{secret}?force=true")).StatusCode.Should().Be(HttpStatusCode.NoContent);

        (await FaultAsync(alpha, $"{Path}/{made.GetProperty("id").GetString()}")).Should().Be("secretId is missing; Auth \"custom_header\" needs it");
    }

    private static object Lab(FakeUpstream at) => new { name = "lab", type = "custom", baseUrl = at.Address + "/v1", apiKeys = new[] { new { value = ProjectFixture.ServerKey } } };

    private static async Task<string?> FaultAsync(ProjectUser user, string path)
    {
        using var response = await user.Api.SendAsync(HttpMethod.Get, path);
        var text = await response.Content.ReadAsStringAsync();
        text.Should().NotContain(OwnKey);
        return JsonDocument.Parse(text).RootElement.GetProperty("fault").GetString();
    }
}
