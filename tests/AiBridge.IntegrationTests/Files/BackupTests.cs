using System.Net;
using AiBridge.CommandLine;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Secrets;
using Microsoft.Data.Sqlite;

namespace AiBridge.IntegrationTests.Files;

/// <summary>A copy is made beside a running bridge, and a bridge starts on it with all that was there.</summary>
public sealed class BackupTests : IDisposable
{
    private const string Key = "sk-of-the-lab-00000000001";

    private readonly string _folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;
    private readonly string _restored = Directory.CreateTempSubdirectory("aibridge-test-").FullName;

    private string Copy => Path.Combine(_folder, "copies", "monday.db");

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_restored, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_bridge_goes_on_from_a_copy(bool withMasterKey)
    {
        var environment = withMasterKey ? new Dictionary<string, string> { ["AIBRIDGE_MASTER_KEY"] = MasterKeyTests.NewKey() } : [];
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Always(Answers.Text(Answers.Json, Traffic.AnthropicAnswer));
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork, _folder, environment);
        await bridge.Admin.CreateAsync("/api/v1/providers", new { name = "lab", type = "anthropic", baseUrl = upstream.Address, apiKeys = new[] { new { value = Key } } });
        var (before, after) = (await RecordAsync(bridge), "");
        Directory.CreateDirectory(Path.GetDirectoryName(Copy)!);

        var (code, output, error) = await BackupAsync(environment);
        after = await RecordAsync(bridge);

        (code, error).Should().Be((0, ""));
        output.Should().Contain(Copy);
        output.Contains("key ring lies in").Should().Be(!withMasterKey);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Copy).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(Path.GetDirectoryName(Copy)!).Should().Equal(Copy);

        // As docs/operations.md says.
        Directory.CreateDirectory(Path.Combine(_restored, "data", "keys"));
        File.Copy(Copy, Path.Combine(_restored, "data", "aibridge.db"));
        foreach (var key in withMasterKey ? [] : Directory.GetFiles(Path.Combine(_folder, "data", "keys")))
            File.Copy(key, Path.Combine(_restored, "data", "keys", Path.GetFileName(key)));
        await using var restored = await Bridge.StartAsync(Config.PrivateNetwork, _restored, environment);

        var admin = restored.As(bridge.AdminToken);
        (await admin.GetAsync($"/api/v1/interceptions/{before}")).GetProperty("prompts")[0].GetProperty("text").GetString().Should().Be("hello");
        (await admin.SendAsync(HttpMethod.Get, $"/api/v1/interceptions/{after}")).StatusCode.Should().Be(HttpStatusCode.NotFound, "it came later than the copy");
        (await restored.OutcomeAsync("lab", bridge.ProjectToken)).Should().Be("ok");
        upstream.Received[^1].Headers["x-api-key"].Should().Be(Key, "the secret can be read");
    }

    [Fact]
    public async Task Nothing_is_written_over_and_without_a_database_nothing_is_made()
    {
        (await BackupAsync()).Should().Match<(int Code, string Output, string Error)>(run => run.Code == 1 && run.Error.Contains("There is no database"));
        Directory.Exists(Path.Combine(_folder, "data")).Should().BeFalse();
        await using var bridge = await Bridge.StartAsync("{}", _folder);
        Directory.CreateDirectory(Path.GetDirectoryName(Copy)!);
        await File.WriteAllTextAsync(Copy, "mine");

        (await BackupAsync()).Should().Match<(int Code, string Output, string Error)>(run => run.Code == 1 && run.Error.Contains("exists already"));

        (await File.ReadAllTextAsync(Copy)).Should().Be("mine");
    }

    [Fact]
    public async Task Nor_is_a_directory_made_for_a_name_that_may_be_mistyped()
    {
        await using var bridge = await Bridge.StartAsync("{}", _folder);

        (await BackupAsync()).Should().Match<(int Code, string Output, string Error)>(run => run.Code == 1 && run.Error.Contains($"There is no directory {Path.GetDirectoryName(Copy)}"));

        Directory.Exists(Path.GetDirectoryName(Copy)).Should().BeFalse();
    }

    [Fact]
    public async Task A_copy_made_while_others_write_is_of_one_moment()
    {
        await using var bridge = await Bridge.StartAsync("{}", _folder);
        Directory.CreateDirectory(Path.GetDirectoryName(Copy)!);
        using var done = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
                await bridge.Admin.CreateAsync("/api/v1/projects", new { name = $"project {i}" });
        });

        var (code, _, error) = await BackupAsync();
        await done.CancelAsync();
        await writing;

        (code, error).Should().Be((0, ""));
        using var copy = new SqliteConnection($"Data Source={Copy};Mode=ReadOnly;Pooling=False");
        copy.Open();
        Value(copy, "PRAGMA integrity_check").Should().Be("ok");
        Value(copy, "SELECT count(*) FROM Projects WHERE Name LIKE 'project %'").Should().Be(Value(copy, "SELECT count(*) FROM AuditEntries WHERE Operation = 'createProject'"), "each has its entry");
    }

    private static string? Value(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }

    private static async Task<string> RecordAsync(Bridge bridge)
    {
        using var answer = await bridge.AskAsync("lab");
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        await bridge.FlushAsync();
        return answer.InterceptionId();
    }

    private async Task<(int Code, string Output, string Error)> BackupAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        StringWriter output = new(), error = new();
        var code = await AiBridgeHost.RunAsync(["backup", Path.GetRelativePath(_folder, Copy)], new HostInputs { WorkingDirectory = _folder, Environment = environment ?? new Dictionary<string, string>(), Output = output }, error);
        return (code, output.ToString(), error.ToString());
    }
}
