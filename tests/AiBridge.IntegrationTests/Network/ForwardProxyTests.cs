using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Network;

public sealed class ForwardProxyTests
{
    [Theory]
    [InlineData("HTTP_PROXY", null)]
    [InlineData("http_proxy", null)]
    [InlineData("ALL_PROXY", "env")]
    [InlineData("COMPANY_PROXY", "env:COMPANY_PROXY")]
    public async Task A_proxy_that_a_variable_names_is_used(string variable, string? setting)
    {
        await using var fixture = await ProxyFixture.StartAsync(setting, new() { [variable] = "{proxy}" });

        (await fixture.OutcomeAsync()).Should().Be("ok");

        fixture.Proxy.Asked.Should().Equal($"POST http://{ProxyFixture.Host}/v1/messages");
        fixture.Upstream.Received.Should().ContainSingle().Which.Headers["x-api-key"].Should().Be("sk-ant-behind-a-proxy-00001");
        fixture.Names.Asked.Should().NotContain(ProxyFixture.Host, "the name is the proxy's to resolve");
    }

    [Theory]
    [InlineData("{proxy}")]
    [InlineData("{proxy}/")]
    public async Task A_proxy_that_the_setting_names_is_used_for_every_scheme(string setting)
    {
        await using var fixture = await ProxyFixture.StartAsync(setting, new() { ["HTTPS_PROXY"] = "http://127.0.0.1:9" });

        (await fixture.OutcomeAsync()).Should().Be("ok");
        await fixture.OutcomeAsync("secure");

        fixture.Proxy.Asked.Take(2).Should().Equal($"POST http://{ProxyFixture.Host}/v1/messages", $"CONNECT {ProxyFixture.Host}:443");
    }

    [Fact]
    public async Task Each_scheme_has_its_own_variable()
    {
        await using var fixture = await ProxyFixture.StartAsync(environment: new() { ["HTTPS_PROXY"] = "{proxy}" });
        fixture.Names.Set(ProxyFixture.Host, "127.0.0.1");

        (await fixture.OutcomeAsync("address")).Should().Be("ok");
        await fixture.OutcomeAsync("secure");

        fixture.Proxy.Asked.Should().NotBeEmpty().And.OnlyContain(asked => asked == $"CONNECT {ProxyFixture.Host}:443");
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("env", "127.0.0.1,localhost")]
    [InlineData("env", "127.0.0.0/8")]
    [InlineData("env", "*")]
    [InlineData("{proxy}", "127.0.0.1")]
    public async Task What_is_excepted_is_reached_directly(string setting, string? noProxy)
    {
        var environment = new Dictionary<string, string> { ["HTTP_PROXY"] = "{proxy}" };
        if (noProxy is not null)
            environment["no_proxy"] = noProxy;
        await using var fixture = await ProxyFixture.StartAsync(setting, environment);

        (await fixture.OutcomeAsync("address")).Should().Be("ok");

        fixture.Proxy.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task Localhost_is_this_machine_whatever_proxy_there_is_and_an_address_goes_where_it_is_told()
    {
        await using var fixture = await ProxyFixture.StartAsync(environment: new() { ["HTTP_PROXY"] = "{proxy}" });

        (await fixture.OutcomeAsync("local")).Should().Be("ok");
        fixture.Proxy.Asked.Should().BeEmpty();
        (await fixture.OutcomeAsync("address")).Should().Be("ok");
        fixture.Proxy.Asked.Should().ContainSingle();
    }

    [Fact]
    public async Task Token_endpoints_probes_and_model_lists_go_through_it()
    {
        await using var fixture = await ProxyFixture.StartAsync("{proxy}");
        fixture.Upstream.Expect(Answers.Json, """{"access_token":"a-token-of-the-endpoint-1","expires_in":3600}""");

        (await fixture.OutcomeAsync("signed")).Should().Be("ok");
        fixture.Proxy.Asked.Should().Equal("POST http://login.example.com/token", $"POST http://{ProxyFixture.Host}/v1/messages");

        fixture.Upstream.Always(Answers.Text(Answers.Json, """{"data":[{"id":"m-1"}]}"""));
        (await fixture.Bridge.Admin.CallAsync(HttpMethod.Post, "/api/v1/providers/far/test")).GetProperty("success").GetBoolean().Should().BeTrue();
        (await fixture.Bridge.Admin.GetAsync("/api/v1/providers/far/models")).GetRawText().Should().Contain("m-1");
        fixture.Proxy.Asked.Skip(2).Should().OnlyContain(asked => asked == $"GET http://{ProxyFixture.Host}/v1/models?limit=1000");
    }

    [Theory]
    [InlineData("{secret}", "far")]
    [InlineData("env:COMPANY_PROXY", "far")]
    [InlineData("env:COMPANY_PROXY", "secure")]
    public async Task Its_credentials_are_sent_to_it_and_shown_nowhere(string setting, string provider)
    {
        await using var fixture = await ProxyFixture.StartAsync(setting, new() { ["COMPANY_PROXY"] = "{secret}" }, credentials: true);

        var outcome = await fixture.OutcomeAsync(provider);

        if (provider == "far")
            outcome.Should().Be("ok");
        fixture.Proxy.Asked.Should().NotBeEmpty();
        fixture.Upstream.Received.Should().NotContain(request => request.Headers.ContainsKey("Proxy-Authorization"));
        (await fixture.Bridge.LogAsync()).Should().Contain($"through {fixture.Proxy.Address} (with credentials)").And.NotContain(ProxyFixture.Password).And.NotContain(ProxyFixture.User + ":");
    }

    [Theory]
    [InlineData("far", "407 Proxy Authentication Required", "answered 407")]
    [InlineData("secure", "407 Proxy Authentication Required", "answered 407")]
    [InlineData("secure", "403 Forbidden", "answered 403")]
    public async Task A_proxy_that_refuses_is_named(string provider, string status, string words)
    {
        await using var fixture = await ProxyFixture.StartAsync("{secret}", refusal: $"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");

        await IsNamedAsync(fixture, provider, words);
    }

    [Theory]
    [InlineData("far")]
    [InlineData("secure")]
    public async Task A_proxy_that_cannot_be_reached_is_named(string provider)
    {
        await using var fixture = await ProxyFixture.StartAsync("{secret}");
        await fixture.Proxy.DisposeAsync();

        await IsNamedAsync(fixture, provider, "cannot be reached");
    }

    [Fact]
    public async Task What_an_upstream_answers_passes_even_where_it_looks_like_a_proxys_word()
    {
        await using var fixture = await ProxyFixture.StartAsync("none");
        fixture.Upstream.Always(Answers.Text(Answers.Json, "{}", 407));

        using var response = await fixture.AskAsync("address");

        ((int)response.StatusCode).Should().Be(407);
    }

    [Fact]
    public async Task A_change_holds_for_the_next_call()
    {
        await using var fixture = await ProxyFixture.StartAsync("none");
        (await fixture.OutcomeAsync("address")).Should().Be("ok");

        await fixture.ChangeAsync("{proxy}");
        (await fixture.OutcomeAsync("address")).Should().Be("ok");
        fixture.Proxy.Asked.Should().ContainSingle();

        await fixture.ChangeAsync("none");
        (await fixture.OutcomeAsync("address")).Should().Be("ok");
        fixture.Proxy.Asked.Should().ContainSingle();
        (await fixture.Bridge.LogAsync()).Should().Contain("directly (Network:Proxy is none)").And.Contain($"\"through {fixture.Proxy.Address}\"");
    }

    private static async Task IsNamedAsync(ProxyFixture fixture, string provider, string words)
    {
        using var response = await fixture.AskAsync(provider);

        ((int)response.StatusCode).Should().Be(502);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_unreachable");
        var body = await response.Content.ReadAsStringAsync();
        body.Should().Contain($"the proxy {fixture.Proxy.Address} {words}").And.NotContain(ProxyFixture.Password).And.NotContain(ProxyFixture.User + ":");
        var row = await fixture.Bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("attempts").GetArrayLength().Should().Be(2, "nobody saw the request, so that it is tried again");
        row.GetRawText().Should().NotContain(ProxyFixture.Password);
        var test = await fixture.Bridge.Admin.CallAsync(HttpMethod.Post, $"/api/v1/providers/{provider}/test");
        test.GetProperty("error").GetString().Should().Contain($"the proxy {fixture.Proxy.Address} {words}");
        (await fixture.Bridge.LogAsync()).Should().NotContain(ProxyFixture.Password);
    }
}
