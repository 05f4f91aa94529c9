using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Providers;
using AiBridge.Tests.Configuration;

namespace AiBridge.Tests.Providers;

public sealed class ProviderConfigurationTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();
    private readonly ConfigurationFaults _faults = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_not_written_comes_from_the_type()
    {
        var provider = Build(new ProviderOptions { Type = "anthropic" }).Should().ContainSingle().Subject;

        provider.Name.Should().Be("anthropic");
        provider.DisplayName.Should().Be("anthropic");
        provider.BaseUrl.Should().Be("https://api.anthropic.com");
        provider.Auth.Should().Be(ProviderAuth.ApiKey);
        provider.Enabled.Should().BeTrue();
        provider.AllowByok.Should().BeTrue();
        provider.Keys.Should().BeEmpty();
        _faults.All.Should().BeEmpty();
    }

    [Fact]
    public void What_is_written_wins()
    {
        var provider = Build(new ProviderOptions
        {
            Type = "openai",
            Name = "work",
            DisplayName = "At work",
            BaseUrl = "http://10.0.0.1:9000/v1/",
            Auth = ProviderAuth.None,
            Enabled = false,
            AllowByok = false,
            Headers = new Dictionary<string, string?> { ["x-team"] = "a" },
        }).Should().ContainSingle().Subject;

        provider.Name.Should().Be("work");
        provider.DisplayName.Should().Be("At work");
        provider.BaseUrl.Should().Be("http://10.0.0.1:9000/v1");
        provider.Auth.Should().Be(ProviderAuth.None);
        provider.Enabled.Should().BeFalse();
        provider.AllowByok.Should().BeFalse();
        provider.Headers.Should().Contain("x-team", "a");
        _faults.All.Should().BeEmpty();
    }

    [Fact]
    public void Keys_keep_their_order_and_unset_and_repeated_ones_are_left_out()
    {
        _folder.Environment["SET"] = "key-from-variable";
        _folder.Write("key", "key-from-file\n");

        var provider = Build(new ProviderOptions { Type = "openai", Keys = ["env:UNSET", "file:key", "literal-key", "env:SET", "literal-key"] }).Single();

        provider.Keys.Select(key => key.Reveal()).Should().Equal("key-from-file", "literal-key", "key-from-variable");
    }

    [Fact]
    public void Ollama_sends_no_credential_unless_told_so()
    {
        Build(new ProviderOptions { Type = "ollama" }).Single().Auth.Should().Be(ProviderAuth.None);
        Build(new ProviderOptions { Type = "ollama", Auth = ProviderAuth.ApiKey, Keys = ["k-1"] }).Single().Keys.Should().ContainSingle();
        _faults.All.Should().BeEmpty();
    }

    [Fact]
    public void A_custom_header_carries_the_credential()
    {
        _folder.Environment["SET"] = "secret-value";

        var provider = Build(new ProviderOptions { Type = "gateway", BaseUrl = "https://g.example", Auth = ProviderAuth.CustomHeader, CustomHeader = new() { Name = "x-gateway-key", Value = "env:SET" } }).Single();

        provider.CustomHeaderName.Should().Be("x-gateway-key");
        provider.CustomHeaderValue!.Reveal().Should().Be("secret-value");
    }

    [Fact]
    public void The_shipped_configuration_gives_its_four_providers()
    {
        var providers = Build([.. ConfigurationFolder.Load(new ConfigurationInputs(Conventions.Repository.Root, _folder.Environment, [])).Providers]);

        _faults.All.Should().BeEmpty();
        providers.Select(provider => provider.Name).Should().Equal("anthropic", "openai", "copilot", "copilot-business");
        providers[3].Enabled.Should().BeFalse();
    }

    [Fact]
    public void A_name_is_used_once()
    {
        Build(new ProviderOptions { Type = "openai" }, new ProviderOptions { Type = "groq", Name = "openai" });

        _faults.All.Should().Equal("Providers:1:Name: \"openai\" is already the name of Providers:0");
    }

    [Fact]
    public void A_faulty_entry_is_left_out_and_the_others_are_made()
    {
        var providers = Build(new ProviderOptions { Type = "nope" }, new ProviderOptions { Type = "openai" });

        providers.Should().ContainSingle().Which.Name.Should().Be("openai");
    }

    private IReadOnlyList<ProviderInstance> Build(params ProviderOptions[] entries) =>
        ProviderConfiguration.Build(new BridgeOptions { Providers = entries }, _folder.Inputs, _faults);
}
