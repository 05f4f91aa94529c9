using AiBridge.Contracts.Providers;
using AiBridge.Providers.Stored;
using static AiBridge.Tests.Providers.Stored.ProjectProviderFixture;

namespace AiBridge.Tests.Providers.Stored;

public sealed class ProjectProviderTests
{
    private readonly ProjectProviderFixture _fixture = new();

    [Fact]
    public void With_nothing_of_its_own_it_is_the_servers_under_the_projects_name()
    {
        var server = ServerWide();

        var built = _fixture.Project().Over(server)!;

        built.Should().BeEquivalentTo(new { ProjectId = "prj_1", QualifiedName = "prj_1/anthropic", Name = "anthropic", DisplayName = "Our own", StoredId = "aip_1", BaseUrl = Home, Guarded = false });
        built.ClusterId.Should().StartWith("prj_1/anthropic@", "its connections are its own");
        built.StandsOn.Should().BeSameAs(server, "the server's limits hold too");
        built.Account.Should().Be(server.Account, "what it is given under an id is the server's account's");
        built.Headers.Should().Contain("x-team", "servers");
        Revealed(built).Should().Equal(ServerKey);
    }

    [Fact]
    public void What_it_sets_holds_and_the_rest_is_the_servers()
    {
        var server = ServerWide(entry => entry with { MaxRetries = 5, KeySelection = KeySelection.Primary, DefaultModel = "m-server" });

        var built = _fixture.Project(config: """{"maxRetries":3,"allowByok":false}""", model: "m-own").Over(server)!;

        (built.Options.MaxRetries, built.Options.KeySelection, built.Options.DefaultModel).Should().Be((3, KeySelection.Primary, "m-own"));
        built.AllowByok.Should().BeFalse();
        _fixture.Project().Over(server)!.Options.DefaultModel.Should().Be("m-server");
        _fixture.Project(baseUrl: Elsewhere).Over(server)!.Options.MaxRetries.Should().Be(2, "with an address of its own nothing is the server's");
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void On_the_servers_address_either_can_switch_it_off(bool server, bool own, bool expected)
    {
        var config = own ? """{"enabled":true,"allowByok":true}""" : """{"enabled":false,"allowByok":false}""";
        var serverWide = ServerWide(entry => entry with { Enabled = server, AllowByok = server });
        var withSecret = _fixture.Project(secret: _fixture.Secret(), givenFor: SecretDestination.Of(serverWide).ToString(), config: config).Over(serverWide)!;

        var built = _fixture.Project(config: config).Over(serverWide)!;

        (built.Enabled, built.AllowByok, withSecret.Enabled, withSecret.AllowByok).Should().Be((expected, expected, expected, expected));
    }

    [Fact]
    public void With_its_own_secret_it_takes_only_address_and_settings_from_the_server()
    {
        var server = ServerWide(entry => entry with { MaxRetries = 1, KeySelection = KeySelection.Primary });

        var built = _fixture.Project(secret: _fixture.Secret(), givenFor: SecretDestination.Of(server).ToString(), config: """{"maxRetries":5,"keySelection":"round_robin"}""").Over(server)!;

        Revealed(built).Should().Equal(OwnKey);
        (built.BaseUrl, built.Options.MaxRetries, built.Options.KeySelection).Should().Be((Home, 1, KeySelection.RoundRobin), "the address is the server's, the keys are not");
        built.StandsOn.Should().BeSameAs(server);
        built.Account.Should().NotBe(server.Account);
    }

    [Fact]
    public void With_an_address_of_its_own_it_shares_nothing()
    {
        var built = _fixture.Project(baseUrl: Elsewhere).Over(ServerWide())!;

        Revealed(built).Should().BeEmpty();
        built.Headers.Should().BeEmpty();
        built.StandsOn.Should().BeNull();
        (built.BaseUrl, built.Guarded, built.QualifiedName).Should().Be((Elsewhere, true, "prj_1/anthropic"));
    }

    [Fact]
    public void A_server_wide_one_of_another_type_is_not_stood_on()
    {
        var built = _fixture.Project(type: "openai").Over(ServerWide())!;

        (built.Type.Name, built.BaseUrl, built.Guarded).Should().Be(("openai", "https://api.openai.com/v1", true));
        Revealed(built).Should().BeEmpty();
    }

    [Fact]
    public void It_is_made_anew_only_when_the_server_wide_one_is_another()
    {
        var (first, second) = (ServerWide(), ServerWide(entry => entry with { MaxRetries = 9 }));
        var provider = _fixture.Project();

        var built = provider.Over(first);

        provider.Over(first).Should().BeSameAs(built);
        provider.Over(second)!.Options.MaxRetries.Should().Be(9);
        provider.Over(null)!.StandsOn.Should().BeNull("the server-wide one has gone");
    }

    [Theory]
    [InlineData("""{"maxRetries":99}""", "anthropic", "MaxRetries")]
    [InlineData("""{"timeouts":{"connectSeconds":0}}""", "anthropic", "Timeouts:ConnectSeconds")]
    [InlineData("""{"auth":"oauth"}""", "anthropic", "OAuth:TokenUrl")]
    [InlineData(null, "custom", "BaseUrl")]
    [InlineData(null, "of-another-version", "Provider")]
    public void What_is_stored_with_faults_does_not_serve_and_says_why(string? config, string type, string keyPath)
    {
        var provider = _fixture.Project(config: config, type: type, secret: _fixture.Secret(), givenFor: $"{type} ");

        provider.Over(null).Should().BeNull();
        provider.Faults.Select(fault => fault.KeyPath).Should().Contain(keyPath);
    }

    [Fact]
    public void A_fault_is_over_when_what_it_stands_on_has_changed()
    {
        var provider = _fixture.Project(type: "custom");
        provider.Over(null).Should().BeNull();

        provider.Over(ServerWide(entry => entry with { Type = "custom", BaseUrl = Elsewhere }))!.BaseUrl.Should().Be(Elsewhere);
        provider.Faults.Should().BeEmpty();
    }

    [Fact]
    public void A_type_without_routes_keeps_settings_that_nobody_knows_yet()
    {
        var provider = _fixture.Project(type: "google", config: """{"location":"europe-west4"}""");

        provider.Over(null).Should().NotBeNull();
        provider.Faults.Should().BeEmpty();
    }
}
