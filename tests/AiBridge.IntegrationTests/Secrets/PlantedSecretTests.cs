using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Secrets.Ring;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.IntegrationTests.Secrets;

/// <summary>Plants values through the API and looks for them, and for the keys that encrypt them, everywhere.</summary>
public sealed class PlantedSecretTests
{
    private const string First = "sk-ant-api03-planted-first-value-0001";
    private const string Second = "sk-ant-api03-planted-second-value-0002";
    private const string Refused = "sk-ant-api03-planted-refused-value-0003 ";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Neither_values_nor_keys_show_up_in_answers_logs_database_or_audit(bool withMasterKey)
    {
        await using var fixture = await SecretFixture.OpenAsync();
        var masterKey = MasterKeyTests.NewKey();
        if (withMasterKey)
            fixture.Environment[MasterKeys.Variable] = masterKey;
        var said = new StringBuilder();
        await using (var bridge = await fixture.StartAsync())
        {
            await PlayAsync(fixture, bridge, said);
            said.Append(fixture.DatabaseBytes());
            await using var db = await bridge.DbAsync();
            said.Append(JsonSerializer.Serialize(await db.AuditEntries.ToListAsync()));
        }

        await using (await fixture.StartAsync())
            said.Append(fixture.DatabaseBytes());
        var logs = string.Concat(await Task.WhenAll(Directory.GetFiles(Path.Combine(fixture.Folder, "logs")).Select(file => File.ReadAllTextAsync(file))));
        logs.Should().Contain("key ring lies", "the log must have been written for its search to mean anything");
        said.Append(logs);
        var everything = said.ToString();
        everything.Should().Contain("sk-a...0002");
        everything.Should().NotContainAny([First, Second, Refused.Trim(), masterKey, .. RingSecrets(fixture)]);
    }

    private static async Task PlayAsync(SecretFixture fixture, Bridge bridge, StringBuilder said)
    {
        var admin = bridge.Secrets(SecretFixture.Admin);
        async Task<string> Note(Task<HttpResponseMessage> sending)
        {
            using var response = await sending;
            var body = await response.Content.ReadAsStringAsync();
            said.Append(response.Headers).Append(body);
            return body;
        }

        var id = JsonDocument.Parse(await Note(admin.SendAsync(HttpMethod.Post, "", new { name = "planted", value = First }))).RootElement.GetProperty("id").GetString()!;
        await fixture.AddProviderAsync(bridge, "lab", id);
        await Note(admin.SendAsync(HttpMethod.Patch, id, new { value = Second }));
        await Note(admin.SendAsync(HttpMethod.Post, "", new { name = "refused", value = Refused }));
        await Note(admin.SendAsync(HttpMethod.Post, "", $$"""{"name":"broken","value":"{{Second}}" """));
        await Note(admin.SendAsync(HttpMethod.Patch, id, new { value = Second, error = First }));
        (await bridge.StatusAsync("lab", SecretFixture.Admin)).Error.Should().BeNull();
        foreach (var path in new[] { "/api/v1/secrets", $"/api/v1/secrets/{id}", "/api/v1/providers/lab/health", "/health/ready", "/openapi/v1.json", "/api/v1/interceptions", "/api/v1/usage" })
            await Note(bridge.SendAsync(bridge.Get(path, SecretFixture.Admin)));
        await Note(admin.SendAsync(HttpMethod.Delete, id));
        (await fixture.RunAsync("secrets", "rotate")).Should().Match<(int Code, string Output, string Error)>(ran => ran.Code == 0 && !ran.Output.Contains(Second));
        (await bridge.StatusAsync("lab", SecretFixture.Admin)).Error.Should().BeNull();
        fixture.LastKey.Should().Be(Second);
    }

    private static IEnumerable<string> RingSecrets(SecretFixture fixture) =>
        Directory.Exists(Path.Combine(fixture.Data, "keys"))
            ? Directory.GetFiles(Path.Combine(fixture.Data, "keys")).Select(file => XElement.Load(file).Descendants("value").Single().Value)
            : [];
}
