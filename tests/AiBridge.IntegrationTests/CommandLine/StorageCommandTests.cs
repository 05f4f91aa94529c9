using System.Text.Json;
using AiBridge.CommandLine;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.Data.Sqlite;

namespace AiBridge.IntegrationTests.CommandLine;

/// <summary>What commands do to the database, what they leave in the audit log, and what they say when it is locked or away.</summary>
public sealed class StorageCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;

    private string File => Path.Combine(_folder, "data", "aibridge.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Compact_writes_a_database_anew_that_nobody_uses()
    {
        await RunAsync("token", "list");
        Sql("PRAGMA auto_vacuum = 0; VACUUM; CREATE TABLE Filler (Bytes BLOB); INSERT INTO Filler VALUES (zeroblob(5000000)); DELETE FROM Filler");
        var before = new FileInfo(File).Length;
        EndProcess();

        var (code, output, error) = await RunAsync("storage", "compact");

        (code, error).Should().Be((0, ""));
        output.Should().Contain(File).And.Contain("MB before").And.Contain("MB now");
        new FileInfo(File).Length.Should().BeLessThan(before / 4);
        Number("PRAGMA auto_vacuum").Should().Be(2);
        Number("SELECT count(*) FROM Projects").Should().Be(0);
        (await RunAsync("token", "create", "--name", "x")).Code.Should().Be(0);
    }

    [Fact]
    public async Task Compact_leaves_one_alone_that_a_bridge_runs_on()
    {
        await using (await Bridge.StartAsync("{}", _folder))
        {
            var (code, output, error) = await RunAsync("storage", "compact");

            (code, output).Should().Be((1, ""));
            error.Should().Contain("is in use").And.Contain("Stop the bridge");
        }

        EndProcess();
        (await RunAsync("storage", "compact")).Code.Should().Be(0);
    }

    [Fact]
    public async Task Compact_makes_none_where_none_is()
    {
        var (code, _, error) = await RunAsync("storage", "compact");

        code.Should().Be(1);
        error.Should().Contain("There is no database");
        System.IO.File.Exists(File).Should().BeFalse();
    }

    [Fact]
    public async Task Commands_that_write_leave_their_entry()
    {
        var made = await RunAsync("token", "create", "--name", "ci", "--actor", "Build", "--permissions", "bridge:Invoke");
        var id = made.Output[made.Output.IndexOf("tok_", StringComparison.Ordinal)..].Split(' ')[0];
        await RunAsync("token", "revoke", id);
        await RunAsync("token", "revoke", id);
        await RunAsync("secrets", "rotate");
        await using var bridge = await Bridge.StartAsync("{}", _folder, new Dictionary<string, string> { ["AIBRIDGE_ADMIN_TOKEN"] = "aib_" + new string('a', 43) });

        var entries = JsonDocument.Parse(await (await bridge.SendAsync(bridge.Get("/api/v1/audit?operation=cli:*", "aib_" + new string('a', 43)))).Content.ReadAsStringAsync())
            .RootElement.GetProperty("items").EnumerateArray().Reverse().ToArray();

        entries.Select(entry => $"{entry.GetProperty("operation").GetString()} {entry.GetProperty("action").GetString()} {entry.GetProperty("resource").GetString()} {entry.GetProperty("result").GetString()}").Should().Equal(
            $"cli:token create tokens:Write projects/prj_default/tokens/{id} succeeded",
            $"cli:token revoke tokens:Delete projects/prj_default/tokens/{id} succeeded",
            $"cli:token revoke tokens:Delete tokens/{id} refused",
            "cli:secrets rotate secrets:Write secrets succeeded");
        entries[0].GetProperty("changes").GetRawText().Should().Be(
            """[{"field":"name","before":null,"after":"ci"},{"field":"actorName","before":null,"after":"Build"},{"field":"permissions","before":null,"after":["bridge:Invoke"]}]""");
        entries[1].GetProperty("changes").GetRawText().Should().Contain("revokedAt");
        entries[3].GetProperty("changes").GetRawText().Should().Contain("ringKey");
        string.Concat(entries.Select(entry => entry.GetRawText())).Should().NotContain("aib_");
    }

    [Fact]
    public async Task A_locked_database_is_said_in_words()
    {
        await RunAsync("token", "list");
        await using var other = new SqliteConnection($"Data Source={File};Pooling=False");
        other.Open();
        Sql(other, "BEGIN EXCLUSIVE");

        var (code, output, error) = await RunAsync("token", "create", "--name", "x");

        (code, output).Should().Be((1, ""));
        error.Should().Contain("cannot be used now").And.Contain("locked").And.NotContain("   at ");
    }

    [Theory]
    [InlineData("token", "list")]
    [InlineData("secrets", "rotate")]
    [InlineData("storage", "compact")]
    public async Task So_is_a_file_that_is_no_database(params string[] command)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, new string('x', 10_000));

        var (code, output, error) = await RunAsync(command);

        (code, output).Should().Be((1, ""));
        error.Should().Contain($"The database {File} is damaged, or is none").And.Contain("not a database").And.Contain("put a backup in its place").And.NotContain("   at ");
    }

    /// <summary>What a process has open ends with it; here it is all one process.</summary>
    private static void EndProcess() => SqliteConnection.ClearAllPools();

    private void Sql(string statements)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        Sql(connection, statements);
    }

    private static void Sql(SqliteConnection connection, string statements)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }

    private long Number(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        StringWriter output = new(), error = new();
        var code = await AiBridgeHost.RunAsync(arguments, new HostInputs { WorkingDirectory = _folder, Environment = new Dictionary<string, string>(), Output = output }, error);
        return (code, output.ToString(), error.ToString());
    }
}
