using AiBridge.Configuration;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using AiBridge.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiBridge.Tests.Storage;

/// <summary>The file shrinks when records are deleted, and nobody waits for that.</summary>
[Trait("Speed", "Slow")]
public sealed class FreedSpaceTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ListLogger<StorageMigration> _log = new();

    [Fact]
    public async Task After_the_retention_the_file_is_smaller_and_its_log_empty()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        await FillAsync(database, _clock.GetUtcNow().AddDays(-61));
        var before = FileBytes(database);
        using var space = new FreedSpace(database.Contexts, NullLogger<FreedSpace>.Instance);
        using var retention = new Retention(database.Contexts, new LiveConfiguration(database.Options), space, _clock, NullLogger<Retention>.Instance);
        await retention.StartAsync(CancellationToken.None);

        await Eventually.Is(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return FileBytes(database) < before / 4 && LogBytes(database) == 0;
        });

        await retention.StopAsync(CancellationToken.None);
        await AssertWholeAsync(database);
    }

    [Fact]
    public async Task Between_two_steps_the_lock_is_free_and_what_is_written_meanwhile_stays()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        await FillAsync(database, _clock.GetUtcNow());
        await DeleteAllAsync(database);
        var (before, steps) = (FileBytes(database), 0);

        while (await StepAsync(database))
        {
            steps++;
            // Without patience: whoever meets the lock fails here.
            await RunAsync(database, "PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS Written (At INTEGER); INSERT INTO Written VALUES (1); COMMIT");
        }

        steps.Should().BeGreaterThan(3);
        (await NumberAsync(database, "PRAGMA freelist_count")).Should().Be(0);
        (await NumberAsync(database, "SELECT count(*) FROM Written")).Should().Be(steps);
        FileBytes(database).Should().BeLessThan(before / 4);
        await AssertWholeAsync(database);
    }

    [Fact]
    public async Task A_reader_amid_its_reading_and_a_locked_database_only_put_it_off()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        await FillAsync(database, _clock.GetUtcNow());
        await DeleteAllAsync(database);
        var before = FileBytes(database);
        using var space = new FreedSpace(database.Contexts, NullLogger<FreedSpace>.Instance);
        await using (var reader = database.Open())
        {
            await reader.ReadOneMomentAsync(CancellationToken.None);
            (await reader.Interceptions.CountAsync()).Should().Be(0);
            await using (var locked = database.Connect())
            {
                await RunAsync(locked, "BEGIN EXCLUSIVE");
                await space.GiveBackAsync(CancellationToken.None);
            }

            FileBytes(database).Should().Be(before);
            await space.GiveBackAsync(CancellationToken.None);
            (await reader.Interceptions.CountAsync()).Should().Be(0);
        }

        await FillAsync(database, _clock.GetUtcNow());
        await DeleteAllAsync(database);
        await space.GiveBackAsync(CancellationToken.None);
        FileBytes(database).Should().BeLessThan(before / 4);
    }

    [Fact]
    public async Task A_small_database_of_an_earlier_version_is_turned_over_at_the_start()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        await ForgetAsync(database);
        await FillAsync(database, _clock.GetUtcNow());
        var kept = await NumberAsync(database, "SELECT count(*) FROM Prompts");

        await new StorageMigration(database.Upgrade(), database.Contexts, _log).StartAsync(CancellationToken.None);

        (await NumberAsync(database, "PRAGMA auto_vacuum")).Should().Be(2);
        _log.Entries.Should().Contain(entry => entry.Level == LogLevel.Information && entry.Message.Contains("written anew"));
        (await NumberAsync(database, "SELECT count(*) FROM Prompts")).Should().Be(kept);
        var before = FileBytes(database);
        await DeleteAllAsync(database);
        while (await StepAsync(database))
        {
        }

        FileBytes(database).Should().BeLessThan(before / 4);
        await AssertWholeAsync(database);
    }

    [Fact]
    public async Task A_large_one_is_left_as_it_is_and_the_log_says_what_to_run()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        await ForgetAsync(database);
        await RunAsync(database, $"CREATE TABLE Filler (Bytes BLOB); INSERT INTO Filler VALUES (zeroblob({SqliteSpace.SoonDoneBytes}))");

        await new StorageMigration(database.Upgrade(), database.Contexts, _log).StartAsync(CancellationToken.None);

        (await NumberAsync(database, "PRAGMA auto_vacuum")).Should().Be(0);
        _log.Entries.Should().ContainSingle(entry => entry.Level == LogLevel.Warning).Which.Message.Should().Contain("aibridge storage compact");
        (await StepAsync(database)).Should().BeFalse();
    }

    [Fact]
    public async Task What_a_deleted_project_leaves_goes_within_a_minute_and_its_space_too()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        await FillAsync(database, _clock.GetUtcNow(), "prj_gone");
        var before = FileBytes(database);
        using var space = new FreedSpace(database.Contexts, NullLogger<FreedSpace>.Instance);
        using var sweep = new DeletedProjectsSweep(new DeletedProjects(database.Contexts), space, _clock, NullLogger<DeletedProjectsSweep>.Instance);
        await sweep.StartAsync(CancellationToken.None);

        await Eventually.Is(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return FileBytes(database) < before / 4;
        });

        await sweep.StopAsync(CancellationToken.None);
        await AssertWholeAsync(database);
    }

    private static async Task FillAsync(TemporaryDatabase database, DateTimeOffset at, string project = "prj_default")
    {
        await using var db = database.Open();
        for (var i = 0; i < 1200; i++)
        {
            var row = Rows.Interception(at.AddMilliseconds(i), project);
            row.Prompts.Add(new PromptRow { InterceptionId = row.Id, Text = new string('x', 6000) });
            db.Add(row);
        }

        await db.SaveChangesAsync();
        await RunAsync(database, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static async Task DeleteAllAsync(TemporaryDatabase database)
    {
        await using var db = database.Open();
        await db.Interceptions.ExecuteDeleteAsync();
    }

    /// <summary>As a file of an earlier version is.</summary>
    private static Task ForgetAsync(TemporaryDatabase database) => RunAsync(database, "PRAGMA auto_vacuum = 0; VACUUM");

    private static async Task<bool> StepAsync(TemporaryDatabase database)
    {
        await using var db = database.Open();
        return await db.GiveBackSpaceAsync(1, CancellationToken.None);
    }

    private static long FileBytes(TemporaryDatabase database) => new FileInfo(database.File).Length;

    private static long LogBytes(TemporaryDatabase database) => new FileInfo(database.File + "-wal") is { Exists: true, Length: var length } ? length : 0;

    private static async Task AssertWholeAsync(TemporaryDatabase database)
    {
        await using var connection = database.Connect();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        (await command.ExecuteScalarAsync()).Should().Be("ok");
    }

    private static async Task RunAsync(TemporaryDatabase database, string sql)
    {
        await using var connection = database.Connect();
        await RunAsync(connection, sql);
    }

    private static async Task RunAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> NumberAsync(TemporaryDatabase database, string sql)
    {
        await using var connection = database.Connect();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
