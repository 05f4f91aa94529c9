using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Client;

/// <summary>The program in <c>examples</c>, as it was built.</summary>
public sealed class ExampleTests(ClientFixture fixture) : IClassFixture<ClientFixture>
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "artifacts", "bin", "AiBridge.Example", new DirectoryInfo(AppContext.BaseDirectory).Name);

    [Fact]
    public async Task It_asks_and_shows_the_answer_and_what_it_took()
    {
        var (code, output) = await RunAsync(fixture.Bridge.AdminToken, "Say hello.");

        code.Should().Be(0, output);
        output.Should().Contain("Asking anthropic").And.Contain("héllo 👋").And.Contain("(stop, 9 tokens)").And.Contain("So far: ");
    }

    [Fact]
    public async Task It_says_what_is_wrong_with_its_token()
    {
        var (code, output) = await RunAsync("aib_" + new string('x', 43));

        code.Should().Be(1);
        output.Should().StartWith("unauthorized: ").And.Contain("(request ");
    }

    private Task<(int Code, string Output)> RunAsync(string token, params string[] arguments) => DotnetTool.RunAsync(
        Folder,
        new Dictionary<string, string> { ["AIBRIDGE_URL"] = fixture.Bridge.Address, ["AIBRIDGE_TOKEN"] = token },
        [Path.Combine(Folder, "AiBridge.Example.dll"), .. arguments]);
}
