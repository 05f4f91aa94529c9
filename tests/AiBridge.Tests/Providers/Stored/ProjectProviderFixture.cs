using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Providers;
using AiBridge.Providers.Stored;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Tests.Providers.Stored;

/// <summary>A project's providers and the server-wide ones they may stand on.</summary>
internal sealed class ProjectProviderFixture
{
    public const string ServerKey = "sk-of-the-server-000000000000";
    public const string OwnKey = "sk-of-the-project-00000000000";
    public const string Home = "https://api.anthropic.com";
    public const string Elsewhere = "https://elsewhere.example";

    private readonly VaultFixture _vault = new();

    /// <summary>One of the configuration: named <c>anthropic</c>, with a key and a header.</summary>
    public static ProviderInstance ServerWide(Func<ProviderOptions, ProviderOptions>? change = null)
    {
        var entry = new ProviderOptions { Type = "anthropic", Keys = [ServerKey], Headers = new Dictionary<string, string?> { ["x-team"] = "servers" } };
        entry = change?.Invoke(entry) ?? entry;
        var faults = new ConfigurationFaults();
        var built = ProviderAssembly.Build(entry, "anthropic", ProviderTypes.Find(entry.Type)!, ProviderContext.OfStore(faults));
        faults.All.Should().BeEmpty();
        return built;
    }

    /// <summary>A project's, named <c>anthropic</c> as well.</summary>
    /// <param name="baseUrl">Its own address; null for none.</param>
    /// <param name="config">Its settings, a JSON object.</param>
    /// <param name="secret">Its own secret; null for none.</param>
    /// <param name="givenFor">Where the secret was given for.</param>
    /// <param name="type">Its type.</param>
    /// <param name="model">Its default model.</param>
    public ProjectProvider Project(string? baseUrl = null, string? config = null, SecretRow? secret = null, string? givenFor = null, string type = "anthropic", string model = "") =>
        new(
            new AiProviderRow
            {
                Id = "aip_1",
                ProjectId = "prj_1",
                Name = "Our own",
                Slug = "anthropic",
                Provider = type,
                DefaultModel = model,
                BaseUrl = baseUrl,
                Config = config,
                SecretId = secret?.Id,
                SecretDestination = givenFor,
            },
            secret,
            _vault.Vault);

    public SecretRow Secret(string value = OwnKey) => _vault.Secret(value);

    /// <summary>One that was encrypted with a key that is lost.</summary>
    public static SecretRow LostSecret() => new VaultFixture().Secret(OwnKey);

    /// <summary>Everything in the instance that could go out as a credential.</summary>
    public static IReadOnlyList<string> Revealed(ProviderInstance? provider) =>
        [.. new[] { provider!.CustomHeaderValue, provider.OAuth?.ClientSecret }.Concat(provider.Keys).OfType<Secret>().Select(secret => secret.Reveal())];
}
