using AiBridge.CommandLine;
using AiBridge.Configuration;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.Data.Sqlite;

namespace AiBridge.IntegrationTests.Upgrades;

/// <summary>Whoever goes back to an earlier version without its store is told so in one sentence, whatever it starts.</summary>
public sealed class LaterStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData]
    [InlineData("token", "list")]
    [InlineData("secrets", "rotate")]
    public async Task A_store_of_a_later_version_is_told_in_one_sentence_that_names_both(params string[] command)
    {
        await using (await Bridge.StartAsync("{}", _folder))
        {
        }

        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "data", "aibridge.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var later = connection.CreateCommand();
            later.CommandText = "INSERT INTO __EFMigrationsHistory VALUES ('99990101000000_Budgets', '10.0.15'); INSERT INTO StoreVersions VALUES ('99990101000000_Budgets', '9.8.7', 0)";
            await later.ExecuteNonQueryAsync();
        }

        using var error = new StringWriter();
        var inputs = new HostInputs
        {
            WorkingDirectory = _folder,
            Environment = new Dictionary<string, string>(),
            Settings = ["--Listen", "http://127.0.0.1:0", "--Logging:File", "bridge.log"],
            Output = TextWriter.Null,
        };
        // A server that starts all the same would not end.
        var code = await AiBridgeHost.RunAsync(command, inputs, error).WaitAsync(TimeSpan.FromSeconds(30));

        code.Should().Be(1);
        error.ToString().Trim().Split('\n').Should().ContainSingle().Which.Should().Contain("changed by AiBridge 9.8.7; this is AiBridge " + ProductVersion.Text);
        Directory.GetFiles(_folder, "bridge*.log").SelectMany(File.ReadAllLines).Should().NotContain(line => line.Contains("\"Error\""), "it is said once");
    }
}
