using System.Net;
using AiBridge.IntegrationTests.House;

namespace AiBridge.IntegrationTests.Guard;

public sealed class RebindingTests
{
    [Fact]
    public async Task A_name_that_means_another_address_by_then_is_not_connected_to()
    {
        await using var house = await GuardHouse.StartAsync();
        await house.CreateReboundAsync();

        using var response = await house.AskAsync("rebound");

        response.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_not_allowed");
        response.Headers.GetValues("x-should-retry").Should().Equal("false");
        var body = await response.Content.ReadAsStringAsync();
        body.Should().Contain("Network:AllowedHosts").And.Contain("Network:AllowPrivateNetwork").And.NotContain("127.0.0.1").And.NotContain(GuardHouse.Rebound);
        house.Upstream.Received.Should().BeEmpty();
        house.Names.Asked.Should().Equal([GuardHouse.Rebound, GuardHouse.Rebound], "it is not tried again");
        var recorded = await house.Bridge.InterceptionAsync(response.InterceptionId());
        recorded.GetProperty("errorType").GetString().Should().Be("unreachable");
        recorded.GetProperty("attempts").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task What_was_checked_is_what_is_connected_to()
    {
        await using var house = await GuardHouse.StartAsync(false, "127.0.0.1/32");
        await house.CreateAsync("lab", house.Upstream.Address);
        house.Names.Set("turning.example.com", Names.Public, "127.0.0.1", "127.0.0.9");
        await house.CreateAsync("turning", $"http://turning.example.com:{house.Port}");

        (await house.OutcomeAsync("turning")).Should().Be("ok", "the second answer was checked and connected to, the third was never asked for");

        house.Names.Asked.Should().HaveCount(2);
    }

    [Fact]
    public async Task Of_several_addresses_only_allowed_ones_are_connected_to()
    {
        await using var house = await GuardHouse.StartAsync(false, "127.0.0.1");
        house.Names.Set("many.example.com", Names.Public, "10.0.0.1 169.254.169.254 ::1 127.0.0.1");
        await house.CreateAsync("many", $"http://many.example.com:{house.Port}");

        (await house.OutcomeAsync("many")).Should().Be("ok");
    }

    [Fact]
    public async Task Refusals_open_no_circuit()
    {
        await using var house = await GuardHouse.StartAsync();
        await house.CreateAsync("rebound", $"http://{GuardHouse.Rebound}:{house.Port}", new { failureThreshold = 2, failureRatio = 0.01 });
        for (var i = 0; i < 6; i++)
            (await house.OutcomeAsync()).Should().Be("upstream_not_allowed");

        await house.AllowAsync(allowPrivate: true);

        (await house.OutcomeAsync()).Should().Be("ok");
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("fd00:ec2::254")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("::ffff:169.254.169.254")]
    public async Task The_private_network_does_not_hold_metadata_services(string address)
    {
        await using var house = await GuardHouse.StartAsync(allowPrivate: true);
        house.Names.Set("cloud.example.com", Names.Public, address);
        await house.CreateAsync("cloud", $"http://cloud.example.com:{house.Port}");

        (await house.OutcomeAsync("cloud")).Should().Be("upstream_not_allowed");
    }

    [Fact]
    public async Task One_of_the_configuration_points_where_it_likes()
    {
        await using var house = await GuardHouse.StartAsync();

        (await house.OutcomeAsync("fixed")).Should().Be("ok");
    }
}
