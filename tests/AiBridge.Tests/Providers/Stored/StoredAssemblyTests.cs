using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Providers;
using AiBridge.Providers.Stored;
using AiBridge.Storage.Rows;

namespace AiBridge.Tests.Providers.Stored;

/// <summary>Where the secrets of a server-wide provider go when it is loaded.</summary>
public sealed class StoredAssemblyTests
{
    private const string Here = "custom https://here.example.com";
    private const string Tokens = " https://idp.example.com";

    private readonly VaultFixture _vault = new();

    public static TheoryData<string?, bool> Places => new()
    {
        { Here, true },
        { null, true }, // an earlier version stored it
        { Here + Tokens, true }, // it had a client secret then
        { "gateway https://here.example.com", false },
        { "custom https://there.example.com", false },
        { "custom http://here.example.com", false },
        { "custom https://here.example.com:8443", false },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void A_key_is_sent_where_it_was_given_for(string? givenFor, bool goes)
    {
        var built = Build("""{"type":"custom","baseUrl":"https://here.example.com/v1"}""", (ProviderSecretRow.Key, givenFor), (ProviderSecretRow.Key, Here));

        (built.Keys.Count, built.SecretWithheld, built.SecretUnreadable).Should().Be((goes ? 2 : 1, !goes, false));
    }

    [Theory]
    [InlineData(Here + Tokens, true)]
    [InlineData(null, true)]
    [InlineData(Here, false)]
    [InlineData(Here + " https://evil.example.com", false)]
    [InlineData("custom https://there.example.com" + Tokens, false)]
    public void A_client_secret_is_sent_where_it_was_given_for(string? givenFor, bool goes)
    {
        var built = Build(
            """{"type":"custom","baseUrl":"https://here.example.com/v1","auth":"oauth","oauth":{"tokenUrl":"https://idp.example.com/token","clientId":"me"}}""",
            (ProviderSecretRow.OAuthClientSecret, givenFor));

        (built.OAuth!.ClientSecret is not null, built.SecretWithheld).Should().Be((goes, !goes));
    }

    [Fact]
    public void A_custom_header_that_was_given_for_another_place_is_not_sent()
    {
        var built = Build("""{"type":"custom","baseUrl":"https://here.example.com/v1","auth":"custom_header","customHeader":{"name":"x-key"}}""", (ProviderSecretRow.CustomHeader, "custom https://there.example.com"));

        (built.CustomHeaderValue, built.SecretWithheld).Should().Be((null, true));
    }

    [Fact]
    public void Without_a_header_that_was_given_for_another_place_nothing_is_called()
    {
        var built = Build("""{"type":"custom","baseUrl":"https://here.example.com/v1","auth":"none"}""", (ProviderSecretRow.HeaderPrefix + "x-team", "custom https://there.example.com"));

        (built.Auth, built.Keys.Count, built.SecretWithheld).Should().Be((ProviderAuth.ApiKey, 0, true));
    }

    private ProviderInstance Build(string settings, params (string Purpose, string? GivenFor)[] secrets)
    {
        var row = new ProviderRow { Id = "prv_1", Name = "mine", Settings = settings };
        var used = secrets.Select((secret, index) => new UsedSecret(
            new ProviderSecretRow { ProviderId = row.Id, SecretId = $"sec_{index}", Purpose = secret.Purpose, Position = index, Destination = secret.GivenFor }, _vault.Secret($"sk-one-of-many-{index:00000}")));
        var faults = new ConfigurationFaults();
        var built = StoredAssembly.Build(row, [.. used], _vault.Vault, faults);
        faults.All.Should().BeEmpty();
        return built!;
    }
}
