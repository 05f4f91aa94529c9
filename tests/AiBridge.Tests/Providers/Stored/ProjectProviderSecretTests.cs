using AiBridge.Contracts.Providers;
using AiBridge.Providers.Stored;
using static AiBridge.Tests.Providers.Stored.ProjectProviderFixture;

namespace AiBridge.Tests.Providers.Stored;

/// <summary>Where a project's secret goes to, and in what form.</summary>
public sealed class ProjectProviderSecretTests
{
    private const string TokenUrl = "https://login.example/token";
    private const string OAuth = """{"auth":"oauth","oauth":{"tokenUrl":"https://login.example/token","clientId":"me"}}""";
    private const string Header = """{"auth":"custom_header","customHeader":{"name":"x-gateway-key"}}""";

    private readonly ProjectProviderFixture _fixture = new();

    public static TheoryData<string?, string> Forms => new()
    {
        { null, $"anthropic {Home}" },
        { OAuth, $"anthropic {Home} https://login.example" },
        { OAuth, $"anthropic {Home} {TokenUrl}" }, // as earlier versions wrote it
        { Header, $"anthropic {Home}" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void It_goes_to_the_destination_it_was_given_for(string? config, string destination)
    {
        var built = _fixture.Project(config: config, secret: _fixture.Secret(), givenFor: destination).Over(ServerWide())!;

        Revealed(built).Should().Equal(OwnKey);
        (built.SecretWithheld, built.SecretUnreadable).Should().Be((false, false));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void It_goes_to_no_other(string? config, string destination)
    {
        string[] others = [$"openai {Home}", $"anthropic {Elsewhere}", destination.Replace(Home, Home + ":8443", StringComparison.Ordinal), $"anthropic {Home} https://login.example:8443/token", $"anthropic {Home} https://login.elsewhere.example/token"];

        foreach (var other in others)
        {
            var built = _fixture.Project(config: config, secret: _fixture.Secret(), givenFor: other).Over(ServerWide())!;

            Revealed(built).Should().BeEmpty($"it was given for {other}");
            built.SecretWithheld.Should().BeTrue();
        }
    }

    [Fact]
    public void It_does_not_follow_a_server_wide_provider_that_moves_and_serves_again_when_that_comes_back()
    {
        var home = ServerWide();
        var provider = _fixture.Project(secret: _fixture.Secret(), givenFor: SecretDestination.Of(home).ToString());

        Revealed(provider.Over(home)).Should().Equal(OwnKey);
        Revealed(provider.Over(ServerWide(entry => entry with { BaseUrl = Elsewhere }))).Should().BeEmpty();
        Revealed(provider.Over(ServerWide(entry => entry with { BaseUrl = Home + "/proxy" }))).Should().Equal(OwnKey);
        Revealed(provider.Over(null)).Should().Equal(OwnKey);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void One_that_cannot_be_decrypted_is_missing_and_the_servers_does_not_take_its_place(string? config, string destination)
    {
        foreach (var baseUrl in new[] { null, Home })
        {
            var built = _fixture.Project(baseUrl, config, LostSecret(), destination).Over(ServerWide())!;

            Revealed(built).Should().BeEmpty();
            built.SecretUnreadable.Should().BeTrue();
        }
    }

    [Fact]
    public void Where_the_type_has_no_credential_it_is_a_key_unless_the_settings_say_none()
    {
        var secret = _fixture.Secret();
        const string Ollama = "http://ollama.example";

        Revealed(_fixture.Project(Ollama, null, secret, $"ollama {Ollama}", "ollama").Over(null)).Should().Equal(OwnKey);
        var none = _fixture.Project(Ollama, """{"auth":"none"}""", secret, $"ollama {Ollama}", "ollama").Over(null)!;
        (none.Auth, Revealed(none).Count).Should().Be((ProviderAuth.None, 0));
    }

    [Fact]
    public void The_configurations_token_url_may_be_private_and_one_of_the_project_may_not()
    {
        var server = ServerWide(entry => entry with { Keys = null, Auth = ProviderAuth.OAuth, OAuth = new() { TokenUrl = "http://10.0.0.1/token", ClientId = "server", ClientSecret = "its-secret-00000" } });

        var same = _fixture.Project(secret: _fixture.Secret(), givenFor: SecretDestination.Of(server).ToString()).Over(server)!;
        var other = _fixture.Project(config: OAuth, secret: _fixture.Secret(), givenFor: $"anthropic {Home} {TokenUrl}").Over(server)!;

        (same.OAuth!.TokenUrl, same.OAuth.ClientId, same.OAuth.Guarded).Should().Be(("http://10.0.0.1/token", "server", false));
        (other.OAuth!.TokenUrl, other.OAuth.ClientId, other.OAuth.Guarded).Should().Be((TokenUrl, "me", true));
        Revealed(same).Should().Equal(OwnKey);
        Revealed(other).Should().Equal(OwnKey);
    }

    [Fact]
    public void Its_options_keep_no_secret()
    {
        var options = _fixture.Project(Elsewhere, Header, _fixture.Secret(), $"anthropic {Elsewhere}").Over(null)!.Options;

        (options.Keys, options.CustomHeader!.Value).Should().Be((null, null));
    }
}
