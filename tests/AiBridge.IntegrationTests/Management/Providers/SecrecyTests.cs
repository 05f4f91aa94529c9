using System.Net;
using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management.Providers;

/// <summary>Plants secrets by every field that takes one and looks for them everywhere else.</summary>
public sealed class SecrecyTests
{
    private const string Key = "planted-provider-key-000000001";
    private const string Rotated = "planted-rotated-key-0000000002";
    private const string ClientSecret = "planted-client-secret-00000003";
    private const string HeaderValue = "planted-header-value-000000004";
    private const string Credential = "planted-custom-credential-0005";
    private const string Refused = "planted-refused-key-0000000006";

    [Fact]
    public async Task A_secret_comes_back_nowhere()
    {
        var folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;
        var told = new StringBuilder();
        await using (var fixture = await StartAsync(folder))
        {
            await WriteAsync(fixture, told);
            foreach (var path in new[] { "", "/mine", "/client", "/own", "/mine/health", "/presets" })
                await NoteAsync(told, await fixture.Bridge.Admin.SendAsync(HttpMethod.Get, ProviderFixture.Path + path));
            foreach (var path in new[] { "/openapi/v1.json", "/health/ready", "/api/v1/interceptions", "/metrics" })
                await NoteAsync(told, await fixture.Bridge.Admin.SendAsync(HttpMethod.Get, path));
            foreach (var row in await fixture.Bridge.AuditAsync())
                told.AppendLine(JsonSerializer.Serialize(row));
        }

        string[] secrets = [Key, Rotated, ClientSecret, HeaderValue, Credential, Refused];
        told.ToString().Should().Contain("plan...0002").And.NotContainAny(secrets);
        Directory.EnumerateFiles(Path.Combine(folder, "logs")).Should().NotBeEmpty("the log must have been written for its search to mean anything");
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).Should().NotContainAny(secrets, "of {0}", Path.GetFileName(file));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task WriteAsync(ProviderFixture fixture, StringBuilder told)
    {
        var upstream = fixture.Upstream.Address;
        object[] made =
        [
            new { name = "mine", type = "anthropic", baseUrl = upstream, apiKeys = new[] { new { value = Key } }, headers = new Dictionary<string, string> { ["x-team"] = HeaderValue } },
            new { name = "client", type = "custom", baseUrl = upstream, auth = "oauth", oauth = new { tokenUrl = upstream + "/token", clientId = "me", clientSecret = ClientSecret } },
            new { name = "own", type = "anthropic", baseUrl = upstream, auth = "custom_header", customHeader = new { name = "x-api-key", value = Credential } },
            new { name = "mine", type = "anthropic", apiKeys = new[] { new { value = Refused } } },
            new { name = "bad", type = "copilot", auth = "none", apiKeys = new[] { new { value = Refused }, new { value = Refused } }, headers = new Dictionary<string, string> { ["authorization"] = Refused } },
        ];
        foreach (var body in made)
            await NoteAsync(told, await fixture.Bridge.Admin.SendAsync(HttpMethod.Post, ProviderFixture.Path, body));
        await NoteAsync(told, await fixture.Bridge.Admin.SendAsync(HttpMethod.Post, ProviderFixture.Path, $$"""{"apiKeys":[{"value":"{{Refused}}" """));
        (await fixture.SeenAsync("mine")).Should().EndWith(Key);
        fixture.Upstream.Received[^1].Headers["x-team"].Should().Be(HeaderValue);
        (await fixture.SeenAsync("own")).Should().EndWith(Credential);
        await NoteAsync(told, await fixture.Bridge.Admin.SendAsync(HttpMethod.Put, ProviderFixture.Path + "/mine", new { apiKeys = new[] { new { value = Rotated } } }));
        (await fixture.SeenAsync("mine")).Should().EndWith(Rotated);
        await NoteAsync(told, await fixture.Bridge.Admin.SendAsync(HttpMethod.Put, ProviderFixture.Path + "/mine", new { apiKeys = new[] { new { value = Refused + "é" } } }));
        await fixture.CallAsync(HttpMethod.Delete, ProviderFixture.Path + "/own", status: HttpStatusCode.NoContent);
    }

    private static async Task<ProviderFixture> StartAsync(string folder) => await ProviderFixture.StartAsync(folder, new { File = "logs/bridge.log" });

    private static async Task NoteAsync(StringBuilder told, HttpResponseMessage response)
    {
        told.Append(response.Headers).Append(response.Content.Headers).AppendLine(await response.Content.ReadAsStringAsync());
        response.Dispose();
    }
}
