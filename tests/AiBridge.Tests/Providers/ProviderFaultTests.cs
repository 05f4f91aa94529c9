using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Providers;
using AiBridge.Tests.Configuration;

namespace AiBridge.Tests.Providers;

public sealed class ProviderFaultTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("antropic", "\"antropic\" is not a provider type; known are anthropic, openai, copilot")]
    [InlineData("google", "\"google\" is not supported yet; known are anthropic")]
    [InlineData("azure", "\"azure\" is not supported yet")]
    [InlineData("bedrock", "\"bedrock\" is not supported yet")]
    public void The_type_must_be_known(string type, string problem) =>
        Fault(new ProviderOptions { Type = type }).Should().StartWith("Providers:0:Type: " + problem);

    [Theory]
    [InlineData("Bad")]
    [InlineData("api")]
    [InlineData("x")]
    public void The_name_must_keep_the_rule(string name) =>
        Fault(new ProviderOptions { Type = "openai", Name = name }).Should().StartWith("Providers:0:Name: ");

    [Theory]
    [InlineData("ftp://a.example", "absolute http or https")]
    [InlineData("/v1", "absolute http or https")]
    [InlineData("api.example", "absolute http or https")]
    [InlineData("https://a.example/ x", "absolute http or https")]
    [InlineData("https://a.example/v1?", "no query")]
    [InlineData("https://a.example/v1?key=secret", "no query")]
    [InlineData("https://a.example/v1#top", "no fragment")]
    [InlineData("https://user:secret@a.example", "user or password")]
    public void The_base_url_must_be_plain(string url, string problem) =>
        Fault(new ProviderOptions { Type = "openai", BaseUrl = url }).Should().StartWith("Providers:0:BaseUrl: ").And.Contain(problem).And.NotContain("secret");

    [Theory]
    [InlineData("gateway")]
    [InlineData("custom")]
    public void A_type_without_default_needs_a_base_url(string type) =>
        Fault(new ProviderOptions { Type = type }).Should().StartWith("Providers:0:BaseUrl: is missing");

    [Fact]
    public void Copilot_has_no_keys() =>
        Fault(new ProviderOptions { Type = "copilot", Keys = ["env:UNSET"] }).Should().StartWith("Providers:0:Keys: must be empty");

    [Fact]
    public void Keys_that_would_never_be_sent_are_a_fault() =>
        Fault(new ProviderOptions { Type = "ollama", Keys = ["k-1"] }).Should().StartWith("Providers:0:Keys: are not used");

    [Fact]
    public void Oauth_needs_to_know_where_and_as_whom() =>
        Faults(new ProviderOptions { Type = "openai", Auth = ProviderAuth.OAuth }).Should().HaveCount(3)
            .And.Contain(fault => fault.StartsWith("Providers:0:OAuth:TokenUrl: is missing"))
            .And.Contain(fault => fault.StartsWith("Providers:0:OAuth:ClientId: is missing"))
            .And.Contain(fault => fault.StartsWith("Providers:0:OAuth:ClientSecret: is missing"));

    [Fact]
    public void A_custom_header_needs_name_and_value() =>
        Faults(new ProviderOptions { Type = "openai", Auth = ProviderAuth.CustomHeader }).Should().HaveCount(2)
            .And.Contain(fault => fault.StartsWith("Providers:0:CustomHeader:Name: is missing"))
            .And.Contain(fault => fault.StartsWith("Providers:0:CustomHeader:Value: is missing"));

    [Fact]
    public void A_key_file_that_is_missing_is_named_with_its_place_in_the_list() =>
        Fault(new ProviderOptions { Type = "openai", Keys = ["k-1", "file:gone"] }).Should().StartWith("Providers:0:Keys:1: there is no file");

    [Theory]
    [InlineData("bad name", "not a valid header name")]
    [InlineData("", "not a valid header name")]
    [InlineData("Host", "belongs to the connection")]
    [InlineData("Content-Length", "belongs to the connection")]
    [InlineData("transfer-encoding", "belongs to the connection")]
    [InlineData("Connection", "belongs to the connection")]
    [InlineData("Authorization", "carries the credential")]
    [InlineData("x-api-key", "carries the credential")]
    public void Some_headers_cannot_be_added(string name, string problem) =>
        Fault(new ProviderOptions { Type = "openai", Headers = new Dictionary<string, string?> { [name] = "secret" } })
            .Should().StartWith($"Providers:0:Headers:{name}: ").And.Contain(problem).And.NotContain("secret");

    [Fact]
    public void The_custom_credential_header_cannot_be_added_either() =>
        Fault(new ProviderOptions
        {
            Type = "openai",
            Auth = ProviderAuth.CustomHeader,
            CustomHeader = new() { Name = "X-Mine", Value = "secret" },
            Headers = new Dictionary<string, string?> { ["x-mine"] = "other" },
        }).Should().StartWith("Providers:0:Headers:x-mine: carries the credential");

    [Fact]
    public void A_header_value_with_a_line_break_is_a_fault_that_does_not_show_it() =>
        Fault(new ProviderOptions { Type = "openai", Headers = new Dictionary<string, string?> { ["x-a"] = "sec\r\nret" } })
            .Should().StartWith("Providers:0:Headers:x-a: holds a line break").And.NotContain("ret");

    [Fact]
    public void All_faults_of_all_entries_are_listed() =>
        Faults(new ProviderOptions { Type = "nope", Name = "Bad" }, new ProviderOptions { Type = "openai", BaseUrl = "x", Headers = new Dictionary<string, string?> { ["host"] = "" } })
            .Should().HaveCount(4);

    private string Fault(params ProviderOptions[] entries) => Faults(entries).Should().ContainSingle().Subject;

    private IReadOnlyList<string> Faults(params ProviderOptions[] entries)
    {
        var faults = new ConfigurationFaults();
        ProviderConfiguration.Build(new BridgeOptions { Providers = entries }, _folder.Inputs, faults);
        return faults.All;
    }
}
