using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Providers;
using AiBridge.Providers.Stored;
using AiBridge.Storage.Rows;

namespace AiBridge.Tests.Providers.Stored;

/// <summary>What a stored provider is put together of; where its secrets may go is tried in <see cref="StoredAssemblyTests"/>.</summary>
public sealed class StoredProviderTests
{
    private const string OAuth = """{"type":"custom","baseUrl":"https://llm.example/v1","auth":"oauth","oauth":{"tokenUrl":"https://login.example/token","clientId":"me"}}""";
    private const string Header = """{"type":"custom","baseUrl":"https://llm.example/v1","auth":"custom_header","customHeader":{"name":"x-gateway-key"}}""";

    private readonly VaultFixture _vault = new();
    private readonly ConfigurationFaults _faults = new();

    [Fact]
    public void What_is_stored_is_in_force_and_what_is_not_comes_from_the_type()
    {
        var built = Build("""{"type":"anthropic","maxRetries":7,"timeouts":{"silenceSeconds":9}}""", (ProviderSecretRow.Key, "sk-1-0000000000"))!;

        built.Should().BeEquivalentTo(new { Name = "work", QualifiedName = "work", DisplayName = "work", StoredId = "prv_1", ProjectId = (string?)null, BaseUrl = "https://api.anthropic.com", Guarded = true, Enabled = true });
        (built.Options.MaxRetries, built.Options.Timeouts.Silence, built.Options.Timeouts.Connect).Should().Be((7, TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(15)));
        _faults.All.Should().BeEmpty();
    }

    [Fact]
    public void Keys_stand_in_the_order_of_their_places_and_the_same_one_once()
    {
        var built = Build("""{"type":"anthropic"}""", (ProviderSecretRow.Key, "sk-third-00000"), (ProviderSecretRow.Key, "sk-second-0000"), (ProviderSecretRow.Key, "sk-third-00000"), (ProviderSecretRow.Key, "sk-first-00000"))!;

        Revealed(built).Should().Equal("sk-first-00000", "sk-third-00000", "sk-second-0000");
    }

    [Fact]
    public void Each_secret_goes_to_where_its_purpose_says()
    {
        var client = Build(OAuth, (ProviderSecretRow.OAuthClientSecret, "the-client-secret"), (ProviderSecretRow.HeaderPrefix + "X-Team", "lab"))!;

        Revealed(client).Should().Equal("the-client-secret");
        (client.OAuth!.TokenUrl, client.OAuth.ClientId, client.OAuth.Guarded).Should().Be(("https://login.example/token", "me", true));
        client.Headers.Should().Equal(new Dictionary<string, string> { ["X-Team"] = "lab" });
        Revealed(Build(Header, (ProviderSecretRow.CustomHeader, "the-header-value"))!).Should().Equal("the-header-value");
    }

    [Fact]
    public void Its_options_keep_no_secret()
    {
        var options = Build(OAuth, (ProviderSecretRow.OAuthClientSecret, "the-client-secret"), (ProviderSecretRow.HeaderPrefix + "x-team", "lab"))!.Options;

        options.OAuth!.ClientSecret.Should().BeNull();
        (options.Headers ?? new Dictionary<string, string?>()).Should().BeEmpty();
        (options.Keys ?? []).Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"type":"anthropic"}""", ProviderSecretRow.Key)]
    [InlineData(OAuth, ProviderSecretRow.OAuthClientSecret)]
    [InlineData(Header, ProviderSecretRow.CustomHeader)]
    public void What_cannot_be_decrypted_is_missing_and_no_fault(string settings, string purpose)
    {
        var built = BuildWith(settings, new UsedSecret(Use(purpose), new VaultFixture().Secret("of-another-ring-0000")))!;

        Revealed(built).Should().BeEmpty();
        built.SecretUnreadable.Should().BeTrue();
        _faults.All.Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"type":"anthropic"}""")]
    [InlineData("""{"type":"ollama"}""")]
    public void Without_a_header_that_cannot_be_decrypted_no_call_is_made_even_where_none_needs_a_key(string settings)
    {
        var built = BuildWith(
            settings,
            new UsedSecret(Use(ProviderSecretRow.Key), _vault.Secret("sk-readable-0000")),
            new UsedSecret(Use(ProviderSecretRow.HeaderPrefix + "x-account"), new VaultFixture().Secret("acct")))!;

        (built.SecretUnreadable, built.Auth, built.Keys.Count).Should().Be((true, ProviderAuth.ApiKey, 0));
    }

    [Theory]
    [InlineData("""{"type":"of-another-version"}""", "Type")]
    [InlineData("""{"type":"anthropic","timeouts":{"connectSeconds":0}}""", "Timeouts:ConnectSeconds")]
    [InlineData("""{"type":"custom"}""", "BaseUrl")]
    [InlineData("""{"type":"anthropic","auth":"oauth"}""", "OAuth:TokenUrl")]
    public void What_is_stored_with_faults_says_so_by_key_paths(string settings, string keyPath)
    {
        Build(settings);

        _faults.Each.Select(fault => fault.KeyPath).Should().Contain(keyPath);
    }

    [Fact]
    public void Another_address_or_time_to_connect_has_connections_of_its_own_and_another_key_has_not()
    {
        var first = Build("""{"type":"anthropic"}""", (ProviderSecretRow.Key, "sk-1-0000000000"))!;

        Build("""{"type":"anthropic","maxRetries":1}""", (ProviderSecretRow.Key, "sk-2-0000000000"))!.ClusterId.Should().Be(first.ClusterId);
        Build("""{"type":"anthropic","baseUrl":"https://eu.example"}""")!.ClusterId.Should().NotBe(first.ClusterId);
        Build("""{"type":"anthropic","timeouts":{"connectSeconds":3}}""")!.ClusterId.Should().NotBe(first.ClusterId);
    }

    // The first given has the last place.
    private ProviderInstance? Build(string settings, params (string Purpose, string Value)[] secrets) =>
        BuildWith(settings, [.. secrets.Select((secret, index) => new UsedSecret(Use(secret.Purpose, secrets.Length - index), _vault.Secret(secret.Value)))]);

    private ProviderInstance? BuildWith(string settings, params UsedSecret[] secrets) =>
        StoredAssembly.Build(new ProviderRow { Id = "prv_1", Name = "work", Settings = settings }, secrets, _vault.Vault, _faults);

    private static ProviderSecretRow Use(string purpose, int position = 0) => new() { ProviderId = "prv_1", SecretId = "sec_1", Purpose = purpose, Position = position };

    private static IReadOnlyList<string> Revealed(ProviderInstance provider) => ProjectProviderFixture.Revealed(provider);
}
