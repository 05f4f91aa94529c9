using System.Text.Json;
using AiBridge.CommandLine;
using AiBridge.Providers.Dumps;

namespace AiBridge.IntegrationTests.CommandLine;

/// <summary>What calls of upstreams have left is listed and removed from the command line, beside a bridge or without one.</summary>
public sealed class DumpCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;
    private readonly Guid _first = Guid.CreateVersion7();
    private readonly Guid _second = Guid.CreateVersion7();

    public DumpCommandTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "config"));
        // Relative to where the program was started, as any other path.
        object Provider(string name, string directory) => new { Type = "anthropic", Name = name, Enabled = false, DumpDirectory = directory };
        File.WriteAllText(Path.Combine(_folder, "config", "aibridge.json"), JsonSerializer.Serialize(new { Providers = new[] { Provider("one", "traffic"), Provider("two", "traffic"), Provider("far-one", "elsewhere"), new { Type = "openai" } } }));
        Plant("traffic", "one", _first, 1, days: 5);
        Plant("traffic", "one", _first, 2, days: 5);
        Plant("traffic", "two", _second, 1, days: 0);
        Plant("elsewhere", "far-one", _second, 1, days: 0);
        File.WriteAllText(Path.Combine(_folder, "traffic", "notes.http"), "somebody's");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_list_has_a_line_for_each_call_newest_first()
    {
        var (code, output, _) = await RunAsync("dumps");

        code.Should().Be(0);
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(4);
        output.Should().Contain($"  far-one  {_second}  attempt 1  7 bytes  {Path.Combine(_folder, "elsewhere")}").And.Contain($"  one  {_first}  attempt 2  7 bytes  ");
        (await RunAsync("dumps", "--provider", "one")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(2);
        (await RunAsync("dumps", "--interception", _second.ToString())).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(2);
    }

    [Theory]
    [InlineData("--provider one", "far-one two")]
    [InlineData("--older-than 3", "far-one two")]
    [InlineData("--provider two --older-than 3", "far-one one two")]
    [InlineData("--all", "")]
    public async Task Those_that_are_meant_are_removed_and_nothing_else(string which, string left)
    {
        var (code, output, _) = await RunAsync(["dumps", "remove", .. which.Split(' ')]);

        code.Should().Be(0);
        output.Should().StartWith("Removed ");
        var files = new[] { "traffic", "elsewhere" }.SelectMany(directory => DumpedFile.In(Path.Combine(_folder, directory)));
        string.Join(' ', files.Select(file => file.Provider).Distinct().Order(StringComparer.Ordinal)).Should().Be(left);
        File.Exists(Path.Combine(_folder, "traffic", "notes.http")).Should().BeTrue();
    }

    [Fact]
    public async Task Nothing_is_removed_unless_it_is_said_what()
    {
        var (code, _, error) = await RunAsync("dumps", "remove");

        code.Should().Be(1);
        error.Should().Contain("--provider").And.Contain("--all");
        DumpedFile.In(Path.Combine(_folder, "traffic")).Should().HaveCount(6);
    }

    private void Plant(string directory, string provider, Guid id, int attempt, int days)
    {
        foreach (var (kind, text) in new[] { ("request", "abc"), ("response", "defg") })
        {
            var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, directory)).FullName, DumpedFile.NameOf(provider, id, attempt, kind));
            File.WriteAllText(file, text);
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-days));
        }
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] command)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var inputs = new HostInputs { WorkingDirectory = _folder, Environment = new Dictionary<string, string>(), Output = output };
        return (await AiBridgeHost.RunAsync(command, inputs, error), output.ToString(), error.ToString());
    }
}
