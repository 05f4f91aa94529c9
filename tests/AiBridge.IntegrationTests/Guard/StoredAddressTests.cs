using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Guard;

public sealed class StoredAddressTests
{
    private static readonly string[] Near =
    [
        "http://127.0.0.1:9/v1",
        "http://localhost/v1",
        "http://localhost./v1",
        "http://LOCALHOST:11434",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.0.1./",
        "http://0.0.0.0/",
        "http://10.1.2.3/",
        "https://169.254.169.254/latest",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fd00:ec2::254]/",
        "http://[fe80::1%25eth0]/",
        "http://inside.example.com/v1",
        "http://half.example.com/v1",
    ];

    [Fact]
    public async Task A_private_address_is_a_fault_of_its_field()
    {
        await using var fixture = await GuardFixture.StartAsync();
        fixture.Names.Set("inside.example.com", "10.0.0.8");
        fixture.Names.Set("half.example.com", $"{FakeDns.Public} 10.0.0.8");

        foreach (var url in Near)
        {
            await FaultAsync(fixture, HttpMethod.Post, "/api/v1/providers", new { name = "near", type = "custom", baseUrl = url, auth = "none" }, "baseUrl");
            await FaultAsync(fixture, HttpMethod.Post, "/api/v1/ai-providers", new { name = "near", provider = "custom", baseUrl = url, config = new { auth = "none" } }, "baseUrl");
            await FaultAsync(
                fixture,
                HttpMethod.Post,
                "/api/v1/providers",
                new { name = "near", type = "custom", baseUrl = "https://far.example.com/v1", auth = "oauth", oauth = new { tokenUrl = url, clientId = "c", clientSecret = "secret-of-client-1" } },
                "oauth.tokenUrl");
        }
    }

    [Theory]
    [InlineData("https://nobody-knows.example.com/v1")]
    [InlineData("https://known.example.com/v1")]
    [InlineData("http://[2606:4700::1111]/v1")]
    public async Task A_public_or_unknown_one_is_stored(string url)
    {
        await using var fixture = await GuardFixture.StartAsync();
        fixture.Names.Set("known.example.com", $"{FakeDns.Public} 2606:4700::1111");

        await fixture.CreateAsync("far", url);
    }

    [Fact]
    public async Task A_name_nobody_knows_is_told_at_the_request()
    {
        await using var fixture = await GuardFixture.StartAsync();

        await fixture.CreateAsync("odd", "https://nobody-knows.example.com");

        (await fixture.OutcomeAsync("odd")).Should().Be("upstream_unreachable");
    }

    [Fact]
    public async Task What_was_stored_under_wider_rules_can_be_switched_off_under_stricter_ones_but_not_be_moved()
    {
        await using var fixture = await GuardFixture.StartAsync(allowPrivate: true);
        await fixture.CreateAsync("near", fixture.Upstream.Address);
        (await fixture.OutcomeAsync("near")).Should().Be("ok");
        await fixture.AllowAsync();
        (await fixture.OutcomeAsync("near")).Should().Be("upstream_not_allowed");

        await FaultAsync(fixture, HttpMethod.Put, "/api/v1/providers/near", new { baseUrl = fixture.Upstream.Address + "/other" }, "baseUrl");
        using var off = await fixture.Bridge.Admin.SendAsync(HttpMethod.Put, "/api/v1/providers/near", new { enabled = false });

        off.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static async Task FaultAsync(GuardFixture fixture, HttpMethod method, string path, object body, string field)
    {
        using var response = await fixture.Bridge.Admin.SendAsync(method, path, body);
        var problem = await ManagementClient.ProblemAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        var error = problem.GetProperty("errors").EnumerateArray().Should().ContainSingle("of {0}", body).Subject;
        error.GetProperty("field").GetString().Should().Be(field);
        error.GetProperty("problem").GetString().Should().Contain("Network:AllowedHosts");
    }
}
