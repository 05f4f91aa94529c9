using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management.Providers;

public sealed class AuditTests
{
    private const string Key1 = "sk-audited-key-one-000001";
    private const string Key2 = "sk-audited-key-two-000002";

    [Fact]
    public async Task Every_write_is_told_with_what_it_changed()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CreateAsync(new { name = "mine", type = "anthropic", enabled = true, apiKeys = new[] { new { value = Key1 } }, headers = new Dictionary<string, string> { ["x-team"] = "platform" } });
        await fixture.PutAsync("mine", new { enabled = true, allowByok = false, timeouts = new { connectSeconds = 4 } });
        await fixture.PutAsync("mine", new { name = "yours", apiKeys = new[] { new { value = Key2 } }, headers = (object?)null });
        await fixture.Bridge.Admin.SendAsync(HttpMethod.Put, ProviderFixture.Path + "/yours", new { enabled = "no", extra = Key1 });
        await fixture.Bridge.Admin.SendAsync(HttpMethod.Put, ProviderFixture.Path + "/nobody", new { enabled = true });
        await fixture.Bridge.Admin.SendAsync(HttpMethod.Post, ProviderFixture.Path, new { name = "yours", type = "openai" });
        await fixture.Bridge.As(fixture.Bridge.ProjectToken).SendAsync(HttpMethod.Delete, ProviderFixture.Path + "/yours");
        await fixture.CallAsync(HttpMethod.Delete, ProviderFixture.Path + "/yours", status: HttpStatusCode.NoContent);

        (await LinesAsync(fixture)).Should().Equal(
            """createProvider providers/mine succeeded 201 [name null "mine", type null "anthropic", enabled null true, apiKeys[0] set, headers.x-team set]""",
            """updateProvider providers/mine succeeded 200 [allowByok true false, timeouts.connectSeconds 15 4]""",
            """updateProvider providers/mine succeeded 200 [name "mine" "yours", apiKeys[0] changed, headers.x-team removed]""",
            "updateProvider providers/yours refused 400 []",
            "updateProvider providers/nobody refused 404 []",
            "createProvider providers/yours refused 409 []",
            "deleteProvider providers/yours refused 403 []",
            "deleteProvider providers/yours succeeded 204 []");
        var stored = string.Concat((await fixture.Bridge.AuditAsync()).Select(row => row.Changes));
        stored.Should().NotContain("000001").And.NotContain("000002").And.NotContain("platform");
    }

    [Fact]
    public async Task A_change_that_changes_nothing_names_nothing()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CreateAsync(new { name = "mine", type = "anthropic", apiKeys = new[] { new { value = Key1 } }, headers = new Dictionary<string, string> { ["x-team"] = "platform" }, timeouts = new { connectSeconds = 4 } });
        var key = (await fixture.GetAsync("mine")).GetProperty("keys")[0].GetProperty("id").GetString();
        await fixture.PutAsync("mine", new { enabled = true, allowByok = true, keySelection = "session", displayName = "mine", baseUrl = "https://api.anthropic.com", auth = "api_key", timeouts = new { connectSeconds = 4, silenceSeconds = 300 }, circuitBreaker = (object?)null });
        await fixture.PutAsync("mine", new { apiKeys = new[] { new { id = key } }, headers = new Dictionary<string, string?> { ["x-team"] = null } });
        await fixture.PutAsync("mine", new { apiKeys = new[] { new { value = Key1 } }, headers = new Dictionary<string, string> { ["x-team"] = "platform" } });
        await fixture.PutAsync("mine", new { });

        (await LinesAsync(fixture)).Skip(1).Should().AllBe("updateProvider providers/mine succeeded 200 []").And.HaveCount(4);
    }

    [Fact]
    public async Task Keys_that_are_added_removed_and_put_in_another_order_are_told_place_by_place()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CreateAsync(new { name = "mine", type = "anthropic", apiKeys = new[] { new { value = Key1 } } });
        var first = (await fixture.GetAsync("mine")).GetProperty("keys")[0].GetProperty("id").GetString();
        var two = await fixture.PutAsync("mine", new { apiKeys = new object[] { new { id = first }, new { value = Key2 } } });
        var second = two.GetProperty("keys")[1].GetProperty("id").GetString();
        await fixture.PutAsync("mine", new { apiKeys = new[] { new { id = second }, new { id = first } } });
        await fixture.PutAsync("mine", new { apiKeys = new[] { new { id = first } } });

        (await LinesAsync(fixture)).Skip(1).Should().Equal(
            "updateProvider providers/mine succeeded 200 [apiKeys[1] set]",
            $"""updateProvider providers/mine succeeded 200 [apiKeys ["{first}","{second}"] ["{second}","{first}"]]""",
            "updateProvider providers/mine succeeded 200 [apiKeys[0] removed]");
    }

    [Theory]
    [InlineData("GET", "", "providers:Read")]
    [InlineData("GET", "/presets", "providers:Read")]
    [InlineData("GET", "/fixed", "providers:Read")]
    [InlineData("POST", "", "providers:Write")]
    [InlineData("POST", "/from-preset", "providers:Write")]
    [InlineData("PUT", "/fixed", "providers:Write")]
    [InlineData("DELETE", "/fixed", "providers:Delete")]
    public async Task Each_endpoint_asks_for_its_permission_and_writes_for_a_token_of_the_server(string method, string path, string permission)
    {
        await using var fixture = await ProviderFixture.StartAsync();
        var send = async (string? token) => await fixture.Bridge.As(token).SendAsync(new HttpMethod(method), ProviderFixture.Path + path, method == "GET" ? null : "{}");

        var lacking = await ManagementClient.ProblemAsync(await send(await fixture.TokenAsync(serverScope: true, "secrets:*", "providers:Test")), HttpStatusCode.Forbidden, "forbidden");
        lacking.GetProperty("detail").GetString().Should().Contain(permission);
        var answer = await send(await fixture.TokenAsync(serverScope: false, permission));
        answer.StatusCode.Should().Be(method == "GET" ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
        (await send(await fixture.TokenAsync(serverScope: true, permission))).StatusCode.Should().NotBe(HttpStatusCode.Forbidden);
        await ManagementClient.ProblemAsync(await send("aib_nobody"), HttpStatusCode.Unauthorized, "unauthorized");
    }

    private static async Task<IEnumerable<string>> LinesAsync(ProviderFixture fixture) =>
        (await fixture.CallAsync(HttpMethod.Get, "/api/v1/audit")).GetProperty("items").EnumerateArray().Reverse().Select(entry =>
            $"{entry.GetProperty("operation").GetString()} {entry.GetProperty("resource").GetString()} {entry.GetProperty("result").GetString()} {entry.GetProperty("status").GetInt32()} "
            + $"[{string.Join(", ", entry.GetProperty("changes").EnumerateArray().Select(Words))}]");

    private static string Words(JsonElement change)
    {
        var (field, before, after) = (change.GetProperty("field").GetString()!, change.GetProperty("before").GetRawText(), change.GetProperty("after").GetRawText());
        var secret = field.StartsWith("apiKeys[", StringComparison.Ordinal) || field.StartsWith("headers.", StringComparison.Ordinal);
        return secret && before == "null" ? $"{field} {after.Trim('"')}" : $"{field} {before} {after}";
    }
}
