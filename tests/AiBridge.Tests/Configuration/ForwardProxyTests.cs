using AiBridge.Configuration;

namespace AiBridge.Tests.Configuration;

public sealed class ForwardProxyTests : IDisposable
{
    private static readonly Uri Secure = new("https://api.example.com/v1");
    private static readonly Uri Plain = new("http://api.example.com/v1");

    private readonly ConfigurationFolder _folder = new();
    private readonly ConfigurationFaults _faults = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("HTTPS_PROXY", true, false)]
    [InlineData("https_proxy", true, false)]
    [InlineData("HTTP_PROXY", false, true)]
    [InlineData("http_proxy", false, true)]
    [InlineData("ALL_PROXY", true, true)]
    [InlineData("all_proxy", true, true)]
    public void Each_variable_leads_where_its_name_says(string variable, bool secure, bool plain)
    {
        _folder.Environment[variable] = "http://proxy.corp:3128";

        var proxy = Read("env");

        proxy.For(Secure).Should().Be(secure ? new Uri("http://proxy.corp:3128") : null);
        proxy.For(Plain).Should().Be(plain ? new Uri("http://proxy.corp:3128") : null);
        proxy.ToString().Should().Contain($"http://proxy.corp:3128 ({variable})");
    }

    [Fact]
    public void The_schemes_own_variable_wins_over_that_of_all_and_lower_case_over_upper()
    {
        (_folder.Environment["ALL_PROXY"], _folder.Environment["HTTPS_PROXY"], _folder.Environment["https_proxy"]) = ("http://all.corp", "http://upper.corp", "http://lower.corp");

        var proxy = Read("ENV");

        proxy.For(Secure)!.Host.Should().Be("lower.corp");
        proxy.For(Plain)!.Host.Should().Be("all.corp");
    }

    [Theory]
    [InlineData("env", "directly (Network:Proxy is env, and no proxy variable is set)")]
    [InlineData("none", "directly (Network:Proxy is none)")]
    public void Without_one_the_way_is_direct(string setting, string words)
    {
        if (setting == "none")
            _folder.Environment["HTTPS_PROXY"] = "http://proxy.corp";

        var proxy = Read(setting);

        proxy.For(Secure).Should().BeNull();
        proxy.ToString().Should().Be(words);
    }

    [Theory]
    [InlineData("proxy.corp", "http://proxy.corp/", null, null)]
    [InlineData("proxy.corp:3128", "http://proxy.corp:3128/", null, null)]
    [InlineData("http://proxy.corp", "http://proxy.corp/", null, null)]
    [InlineData("https://proxy.corp:8443/", "https://proxy.corp:8443/", null, null)]
    [InlineData("SOCKS5://proxy.corp", "socks5://proxy.corp:1080/", null, null)]
    [InlineData("socks5h://proxy.corp:1081", "socks5://proxy.corp:1081/", null, null)]
    [InlineData("http://[::1]:3128", "http://[::1]:3128/", null, null)]
    [InlineData("http://ada:s3cret@proxy.corp:3128", "http://proxy.corp:3128/", "ada", "s3cret")]
    [InlineData("http://ada:p%40ss%3Aword@proxy.corp", "http://proxy.corp/", "ada", "p@ss:word")]
    [InlineData("http://ada:p@ss:word@proxy.corp", "http://proxy.corp/", "ada", "p@ss:word")]
    [InlineData("ada@proxy.corp:3128", "http://proxy.corp:3128/", "ada", "")]
    public void An_address_may_be_written_in_many_ways_and_shows_no_credentials(string setting, string uri, string? user, string? password)
    {
        var proxy = Read(setting);

        proxy.For(Secure).Should().Be(new Uri(uri)).And.Be(proxy.For(Plain));
        proxy.For(Secure)!.UserInfo.Should().BeEmpty();
        var credential = proxy.CredentialFor(proxy.For(Secure)!);
        (credential?.UserName, credential?.Password).Should().Be((user, password));
        proxy.ToString().Should().NotContain("ada").And.NotContain("s3cret").And.NotContain("ss:word");
        (user is not null).Should().Be(proxy.ToString().Contains("(with credentials)"));
    }

    [Theory]
    [InlineData("ftp://planted-secret@proxy.corp", "must be env, none, or a proxy's address")]
    [InlineData("http://", "must be env, none, or a proxy's address")]
    [InlineData("http://planted-secret@proxy.corp/path", "must be env, none, or a proxy's address")]
    [InlineData("http://proxy.corp:99999", "must be env, none, or a proxy's address")]
    [InlineData("", "is empty")]
    [InlineData("env:NOT_SET", "not set")]
    [InlineData("file:nothing-there", "there is no file")]
    [InlineData("env", "HTTPS_PROXY is no proxy's address")]
    public void A_fault_is_told_under_its_key_path_without_the_value(string setting, string problem)
    {
        _folder.Environment["HTTPS_PROXY"] = "gopher://planted-secret";

        ForwardProxy.Read(setting, _folder.Inputs, _faults);

        _faults.All.Should().ContainSingle().Which.Should().StartWith("Network:Proxy").And.Contain(problem).And.NotContain("planted-secret");
    }

    [Fact]
    public void A_file_may_hold_it()
    {
        _folder.Write("proxy.txt", "http://ada:s3cret@proxy.corp:3128\n");

        Read("file:proxy.txt").For(Secure)!.Authority.Should().Be("proxy.corp:3128");
    }

    [Theory]
    [InlineData("api.example.com", "https://api.example.com", true)]
    [InlineData("example.com", "https://api.example.com", true)]
    [InlineData(".example.com", "https://api.example.com", true)]
    [InlineData(".example.com", "https://example.com", true)]
    [InlineData("*.example.com", "https://api.example.com", true)]
    [InlineData("EXAMPLE.com", "https://api.Example.COM", true)]
    [InlineData("ample.com", "https://example.com", false)]
    [InlineData("api.example.com", "https://example.com", false)]
    [InlineData("example.com:8443", "https://example.com:8443", true)]
    [InlineData("example.com:8443", "https://example.com", false)]
    [InlineData("a.corp, b.corp ,c.corp", "https://b.corp", true)]
    [InlineData("a.corp b.corp", "https://b.corp", true)]
    [InlineData("*", "https://anything.example", true)]
    [InlineData("127.0.0.1", "http://127.0.0.1:11434", true)]
    [InlineData("127.0.0.1:11434", "http://127.0.0.1:11434", true)]
    [InlineData("127.0.0.1:1", "http://127.0.0.1:11434", false)]
    [InlineData("10.0.0.0/8", "http://10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "http://11.1.2.3", false)]
    [InlineData("::1", "http://[::1]:11434", true)]
    [InlineData("[::1]", "http://[::1]:11434", true)]
    [InlineData("fd00::/8", "http://[fd00::7]", true)]
    [InlineData("", "http://localhost:11434", true)]
    [InlineData("", "http://models.localhost", true)]
    [InlineData("", "http://127.0.0.1:11434", false)]
    [InlineData(",, %%", "https://api.example.com", false)]
    public void What_no_proxy_names_is_reached_directly(string noProxy, string target, bool direct)
    {
        (_folder.Environment["ALL_PROXY"], _folder.Environment["NO_PROXY"]) = ("http://proxy.corp", noProxy);

        (Read("env").For(new Uri(target)) is null).Should().Be(direct);
        (Read("http://other.corp").For(new Uri(target)) is null).Should().Be(direct);
    }

    private ForwardProxy Read(string setting)
    {
        var proxy = ForwardProxy.Read(setting, _folder.Inputs, _faults);
        _faults.All.Should().BeEmpty();
        return proxy;
    }
}
