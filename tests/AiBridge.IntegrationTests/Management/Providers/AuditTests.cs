using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.House;

namespace AiBridge.IntegrationTests.Management.Providers;

public sealed class AuditTests
{
    private const string Key1 = "sk-audited-key-one-000001";
    private const string Key2 = "sk-audited-key-two-000002";

    [Fact]
    public async Task Every_write_is_told_with_what_it_changed()
    {
        await using var house = await ProviderHouse.StartAsync();
        await house.CreateAsync(new { name = "mine", type = "anthropic", enabled = true, apiKeys = new[] { new { value = Key1 } }, headers = new Dictionary<string, string> { ["x-team"] = "platform" } });
        await house.PutAsync("mine", new { enabled = true, allowByok = false, timeouts = new { connectSeconds = 4 } });
        await house.PutAsync("mine", new { name = "yours", apiKeys = new[] { new { value = Key2 } }, headers = (object?)null });
        await house.SendAsync(HttpMethod.Put, ProviderHouse.Path + "/yours", new { enabled = "no", extra = Key1 });
        await house.SendAsync(HttpMethod.Put, ProviderHouse.Path + "/nobody", new { enabled = true });
        await house.SendAsync(HttpMethod.Post, ProviderHouse.Path, new { name = "yours", type = "openai" });
        await house.SendAsync(HttpMethod.Delete, ProviderHouse.Path + "/yours", token: house.Bridge.ProjectToken);
        await house.CallAsync(HttpMethod.Delete, ProviderHouse.Path + "/yours", status: HttpStatusCode.NoContent);

        (await LinesAsync(house.Bridge)).Should().Equal(
            "providers:Write providers/mine succeeded 201 [name,type,enabled,apiKeys[0] sk-a...0001,headers.x-team p...m,apiKeys]",
            "providers:Write providers/mine succeeded 200 [allowByok,timeouts]",
            "providers:Write providers/mine succeeded 200 [name,apiKeys[0] sk-a...0002,apiKeys,headers.x-team]",
            "providers:Write providers/yours refused 400 []",
            "providers:Write providers/nobody refused 404 []",
            "providers:Write providers/yours refused 409 []",
            "providers:Delete providers/yours refused 403 []",
            "providers:Delete providers/yours succeeded 204 []");
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
        await using var house = await ProviderHouse.StartAsync();
        var send = async (string? token) => await house.SendAsync(new HttpMethod(method), ProviderHouse.Path + path, method == "GET" ? null : "{}", token: token);

        var lacking = await ManagedBridge.ProblemAsync(await send(await house.TokenAsync(serverScope: true, "secrets:*", "providers:Test")), HttpStatusCode.Forbidden, "forbidden");
        lacking.GetProperty("detail").GetString().Should().Contain(permission);
        var answer = await send(await house.TokenAsync(serverScope: false, permission));
        answer.StatusCode.Should().Be(method == "GET" ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
        (await send(await house.TokenAsync(serverScope: true, permission))).StatusCode.Should().NotBe(HttpStatusCode.Forbidden);
        await ManagedBridge.ProblemAsync(await send("aib_nobody"), HttpStatusCode.Unauthorized, "unauthorized");
    }

    private static async Task<IEnumerable<string>> LinesAsync(Bridge bridge) => (await Stored.AuditAsync(bridge)).Select(row =>
        $"{row.Action} {row.Resource} {row.Result} {row.Status} [{(row.Changes is null ? "" : string.Join(',', JsonSerializer.Deserialize<string[]>(row.Changes)!))}]");
}
