using System.Net;
using AiBridge.CommandLine;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.CommandLine;

/// <summary>Commands on a folder of their own, or on that of a running bridge.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;
    private readonly Dictionary<string, string> _environment = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_token_made_beside_a_running_server_is_let_in_and_after_its_revocation_no_more()
    {
        await using var bridge = await Bridge.StartAsync("{}", _folder);
        var made = await RunAsync("token", "create", "--name", "ci", "--actor", "Build", "--expires", "1h");
        var secret = made.Output[made.Output.IndexOf("aib_", StringComparison.Ordinal)..].Trim();
        var id = made.Output.Split(' ')[1];
        secret.Should().HaveLength(47);
        (await StatusAsync(bridge, secret)).Should().Be(HttpStatusCode.OK);

        (await RunAsync("token", "list")).Output.Should().Contain($"{id}\tdefault\tci\tBuild\tbridge:Invoke,interceptions:Read\tlive until").And.NotContain("aib_");
        (await RunAsync("token", "revoke", id)).Code.Should().Be(0);

        (await StatusAsync(bridge, secret)).Should().Be(HttpStatusCode.Unauthorized);
        (await RunAsync("token", "list")).Output.Should().Contain($"{id}\tdefault\tci\tBuild\tbridge:Invoke,interceptions:Read\trevoked");
        (await RunAsync("token", "revoke", id)).Code.Should().Be(1);
    }

    [Fact]
    public async Task On_a_new_store_the_first_tokens_are_made_and_shown_too()
    {
        var made = await RunAsync("token", "create", "--name", "first", "--permissions", "interceptions:*");

        made.Code.Should().Be(0);
        made.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(3).And.OnlyContain(line => line.Contains("aib_"));
        (await RunAsync("token", "list")).Output.Should().Contain("(all)\tadministrator\t-\t*\tlive").And.Contain("\tfirst\t-\tinterceptions:*\tlive");
    }

    [Theory]
    [InlineData("--name must be 1 to 64 characters", "--name", " ")]
    [InlineData("--permissions must be", "--name", "x", "--permissions", "everything")]
    [InlineData("--permissions must not be empty", "--name", "x", "--permissions", ",")]
    [InlineData("--permissions must be", "--name", "x", "--permissions", "bridge:Invok")]
    [InlineData("--permissions must be", "--name", "x", "--permissions", "bridge:Inv*")]
    [InlineData("--expires must be", "--name", "x", "--expires", "soon")]
    [InlineData("--expires must lie in the future", "--name", "x", "--expires", "2020-01-01")]
    [InlineData("no project \"moon\"", "--name", "x", "--project", "moon")]
    [InlineData("--name", "--actor", "x")]
    public async Task What_makes_no_token_is_said(string problem, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(["token", "create", .. arguments]);

        code.Should().Be(1);
        error.Should().Contain(problem);
    }

    [Fact]
    public async Task A_good_configuration_is_shown_with_masked_keys_and_what_is_unset()
    {
        _environment["SET_KEY"] = "sk-ant-api03-planted-key-0001";
        Write("""
            {"Providers":[
              {"Type":"anthropic","Keys":["env:SET_KEY","env:UNSET_KEY"]},
              {"Type":"openai","Keys":["sk-literal-planted-0002"],"Enabled":false},
              {"Type":"copilot"},
              {"Type":"custom","Name":"lab","BaseUrl":"http://127.0.0.1:9/v1","Auth":"none"},
              {"Type":"custom","Name":"corp","BaseUrl":"http://127.0.0.1:9/v1","Auth":"oauth","OAuth":{"TokenUrl":"http://127.0.0.1:9/token","ClientId":"c-1","ClientSecret":"planted-client-secret-03"}},
              {"Type":"custom","Name":"corp-unset","BaseUrl":"http://127.0.0.1:9/v1","Auth":"oauth","OAuth":{"TokenUrl":"http://127.0.0.1:9/token","ClientId":"c-1","ClientSecret":"env:UNSET_SECRET"}}]}
            """);

        _environment["HTTPS_PROXY"] = "http://ada:planted-proxy-password@proxy.corp:3128";

        var (code, output, error) = await RunAsync("config", "check");

        error.Should().BeEmpty();
        code.Should().Be(0);
        output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Should().Equal(
            "configuration ok",
            "anthropic (anthropic) https://api.anthropic.com: key sk-a...0001, env:UNSET_KEY is not set",
            "openai (openai, disabled) https://api.openai.com/v1: key sk-l...0002",
            "copilot (copilot) https://api.individual.githubcopilot.com: callers bring their own key",
            "lab (custom) http://127.0.0.1:9/v1: no credential",
            "corp (custom) http://127.0.0.1:9/v1: OAuth client c-1, secret plan...t-03",
            "corp-unset (custom) http://127.0.0.1:9/v1: OAuth client c-1, env:UNSET_SECRET is not set",
            "upstreams are reached https through http://proxy.corp:3128 (with credentials) (HTTPS_PROXY), http directly");
        output.Should().NotContain("planted");
    }

    [Fact]
    public async Task A_faulty_configuration_is_told_fault_by_fault()
    {
        Write("""{"Listen":"ftp://x","Providers":[{"Type":"nothing"}]}""");

        var (code, output, error) = await RunAsync("config", "check", "--Auth:Mode", "token", "--Recording:RetentionDays=-1");

        code.Should().Be(2);
        output.Should().BeEmpty();
        error.Should().Contain("Listen:").And.Contain("Providers:0:Type:").And.Contain("Recording:RetentionDays").And.NotContain("Auth:Mode");
    }

    [Fact]
    public async Task Any_other_command_stops_at_a_faulty_configuration()
    {
        (await RunAsync("token", "list", "--Lisen", "http://127.0.0.1:1")).Should().Match<(int Code, string Output, string Error)>(
            result => result.Code == 2 && result.Error.Contains("Lisen"));
    }

    [Fact]
    public async Task Health_asks_the_running_server()
    {
        await using var bridge = await Bridge.StartAsync("""{"BasePath":"/api/v2/aibridge"}""", _folder);

        (await RunAsync("health", "--Listen", bridge.Address)).Code.Should().Be(0);
        (await RunAsync("health", $"--Listen={bridge.Address.Replace("127.0.0.1", "0.0.0.0")}")).Code.Should().Be(0);
        (await RunAsync("health", "--Listen", bridge.Address, "--BasePath", "/elsewhere")).Code.Should().Be(1);
        (await RunAsync("health", "--Listen", "http://127.0.0.1:1")).Code.Should().Be(1);
    }

    [Theory]
    [InlineData("config", "check")]
    [InlineData("--Listen", "http://127.0.0.1:0")]
    public async Task A_faulty_administrator_token_is_said_before_anything_starts(params string[] arguments)
    {
        _environment["AIBRIDGE_ADMIN_TOKEN"] = "aib_short";

        var (code, _, error) = await RunAsync(arguments);

        code.Should().Be(2);
        error.Should().Contain("AIBRIDGE_ADMIN_TOKEN: must be").And.NotContain("aib_short");
        Directory.Exists(Path.Combine(_folder, "data")).Should().BeFalse();
    }

    [Fact]
    public async Task An_address_that_is_taken_is_said_in_a_sentence_and_the_first_tokens_are_shown_all_the_same()
    {
        await using var bridge = await Bridge.StartAsync("{}");

        var (code, output, error) = await RunAsync("--Listen", bridge.Address);

        code.Should().Be(1);
        error.Trim().Should().StartWith("Listen: ").And.Contain(bridge.Address).And.NotContain("\n");
        output.Should().Contain("Administrator token (shown once): aib_").And.Contain("Project token (shown once): aib_").And.NotContain("listens");
    }

    [Fact]
    public async Task Help_and_version_need_no_configuration()
    {
        Write("no json");

        (await RunAsync("--help")).Output.Should().Contain("token").And.Contain("config").And.Contain("health").And.Contain("--demo");
        (await RunAsync("--version")).Output.Should().MatchRegex(@"^\d+\.\d+\.\d+");
    }

    /// <summary>The server looks for the changes of other processes on its own time; here it is told to look now.</summary>
    private static async Task<HttpStatusCode> StatusAsync(Bridge bridge, string token)
    {
        await bridge.Services.GetRequiredService<TokenDirectory>().ReloadIfChangedAsync(CancellationToken.None);
        return (await bridge.SendAsync(bridge.Get("/api/v1/usage", token))).StatusCode;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        StringWriter output = new(), error = new();
        var inputs = new HostInputs { WorkingDirectory = _folder, Environment = _environment, Output = output };
        var code = await AiBridgeHost.RunAsync(arguments, inputs, error);
        return (code, output.ToString(), error.ToString());
    }

    private void Write(string configuration)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "config"));
        File.WriteAllText(Path.Combine(_folder, "config", "aibridge.json"), configuration);
    }
}
