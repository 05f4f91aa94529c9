using AiBridge.IntegrationTests.Hosting;
using AiBridge.Storage;
using AiBridge.Tests;
using Microsoft.Data.Sqlite;

namespace AiBridge.IntegrationTests.Files;

public sealed class WriteAheadLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;

    private FileInfo Log => new(Path.Combine(_folder, "data", "aibridge.db-wal"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task After_the_end_the_file_alone_is_the_whole_database()
    {
        await using (var bridge = await Bridge.StartAsync("{}", _folder))
        {
            await bridge.Admin.CreateAsync("/api/v1/projects", new { name = "kept" });
            Log.Length.Should().BePositive("else there is nothing to see");
        }

        (Log.Exists ? Log.Length : 0).Should().Be(0);
        using var alone = new SqliteConnection($"Data Source={Path.Combine(_folder, "data", "aibridge.db")};Mode=ReadOnly;Pooling=False");
        alone.Open();
        Run(alone, "SELECT count(*) FROM Projects WHERE Name = 'kept'").Should().Be(1);
    }

    [Fact]
    public async Task One_that_grew_while_somebody_read_is_taken_over_within_a_minute()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var bridge = await Bridge.StartAsync("{}", _folder, clock: clock);
        using (var reader = Connect())
        {
            Run(reader, "BEGIN; SELECT count(*) FROM Projects");
            using var writer = Connect();
            Run(writer, $"CREATE TABLE Filler (Bytes BLOB); INSERT INTO Filler VALUES (zeroblob({WriteAheadLog.MostBytes}))");
        }

        Log.Length.Should().BeGreaterThan(WriteAheadLog.MostBytes);
        clock.Advance(TimeSpan.FromMinutes(1));

        await Eventually.Is(() => Log.Length == 0);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "data", "aibridge.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private static long Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as long? ?? 0;
    }
}
