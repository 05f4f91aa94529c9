using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Guard;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Network;

/// <summary>Hosts with several addresses, of which some swallow what is sent to them or refuse it.</summary>
public sealed class SeveralAddressesTests : IAsyncLifetime
{
    private const string Host = "several.example.com";
    private const string Hole = "127.0.0.7";
    private const string Closed = "127.0.0.8";
    private const string Open = "127.0.0.1";

    private readonly FakeDns _names = new();
    private FakeUpstream _upstream = null!;
    private Blackhole _hole = null!;

    private int Port => new Uri(_upstream.Address).Port;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Always(Answers.Text(Answers.Json, Traffic.AnthropicAnswer));
        _hole = await Blackhole.OpenAsync(Hole, Port);
    }

    public async Task DisposeAsync()
    {
        _hole.Dispose();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData($"{Hole} {Open}")]
    [InlineData($"{Closed} {Open}")]
    [InlineData($"{Hole} {Closed} {Hole} {Open}")]
    [InlineData($"::1 {Open}")]
    [InlineData($"{Hole} ::1 {Open}")]
    public async Task The_next_is_tried_beside_the_one_that_does_not_answer(string addresses)
    {
        _names.Set(Host, addresses);
        await using var bridge = await Bridge.StartAsync(Configuration(), names: _names);

        using var response = await AskAsync(bridge);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await bridge.InterceptionAsync(response.InterceptionId())).GetProperty("attempts").GetArrayLength().Should().Be(1);
        _upstream.Received.Should().ContainSingle();
    }

    [Fact]
    public async Task Where_none_answers_the_limit_of_a_connection_holds_for_all_of_them_together()
    {
        _names.Set(Host, $"{Hole} {Hole} {Hole}");
        await using var bridge = await Bridge.StartAsync(Configuration(connectSeconds: 1), names: _names);

        using var response = await AskAsync(bridge);

        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_timeout");
    }

    [Fact]
    public async Task Where_all_refuse_it_is_unreachable()
    {
        _names.Set(Host, $"{Closed} {Closed}");
        await using var bridge = await Bridge.StartAsync(Configuration(), names: _names);

        using var response = await AskAsync(bridge);

        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_unreachable");
    }

    [Fact]
    public async Task A_provider_made_at_runtime_tries_all_that_it_may_and_no_other()
    {
        await using var fixture = await GuardFixture.StartAsync(false, "127.0.0.0/8");
        using var hole = await Blackhole.OpenAsync(Hole, fixture.Port);
        fixture.Names.Set("many.example.com", FakeDns.Public, $"10.0.0.1 {Hole} ::1 {Open}");
        await fixture.CreateAsync("many", $"http://many.example.com:{fixture.Port}");

        (await fixture.OutcomeAsync("many")).Should().Be("ok");

        await fixture.AllowAsync(false, Hole);
        fixture.Names.Set("many.example.com", Closed);
        (await fixture.OutcomeAsync("many")).Should().Be("upstream_not_allowed");
    }

    private Task<HttpResponseMessage> AskAsync(Bridge bridge) => bridge.SendAsync(bridge.Post("/several/v1/messages", Traffic.AnthropicRequest));

    private string Configuration(double connectSeconds = 15) => JsonSerializer.Serialize(new
    {
        Providers = new[]
        {
            new { Type = "anthropic", Name = "several", BaseUrl = $"http://{Host}:{Port}", Keys = new[] { "sk-ant-several-000000001" }, MaxRetries = 0, Timeouts = new { ConnectSeconds = connectSeconds } },
        },
    });
}
