using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Tests.Storage;

public sealed class MigrationTests
{
    [Fact]
    public async Task A_new_database_gets_every_table_and_write_ahead_logging()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        await using var db = database.Open();

        (await db.Database.GetPendingMigrationsAsync()).Should().BeEmpty();
        db.Database.HasPendingModelChanges().Should().BeFalse("the migration must create what the model says");
        (await db.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync()).Should().Be("wal");
        (await db.Database.SqlQueryRaw<int>("SELECT auto_vacuum AS Value FROM pragma_auto_vacuum").SingleAsync()).Should().Be(2, "a file made otherwise never shrinks");
        (await db.ChangeVersionAsync(ChangeCounterRow.Projects, default)).Should().Be(0);
    }

    [Fact]
    public async Task Connections_enforce_foreign_keys_and_wait_for_a_busy_database()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        await using var db = database.Open();

        (await db.Database.SqlQueryRaw<int>("SELECT foreign_keys AS Value FROM pragma_foreign_keys").SingleAsync()).Should().Be(1);
        (await db.Database.SqlQueryRaw<int>("SELECT timeout AS Value FROM pragma_busy_timeout").SingleAsync()).Should().Be(5000);
        (await db.Database.SqlQueryRaw<int>("SELECT synchronous AS Value FROM pragma_synchronous").SingleAsync()).Should().Be(1);
    }

    [Fact]
    public async Task Two_processes_that_start_at_once_migrate_once()
    {
        await using var first = TemporaryDatabase.Unmigrated();
        await using var second = first.AnotherProcess();

        await Task.WhenAll(Migrate(first), Migrate(second));

        await using var db = first.Open();
        (await db.ChangeCounters.CountAsync()).Should().Be(2);
    }

    [Fact]
    public async Task A_lock_left_behind_by_a_dead_migration_does_not_stop_the_next_start()
    {
        await using var database = TemporaryDatabase.Unmigrated();
        await using (var connection = database.Connect())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = """
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01');
                """;
            await command.ExecuteNonQueryAsync();
        }

        await Migrate(database).WaitAsync(TimeSpan.FromSeconds(20));

        await using var db = database.Open();
        (await db.Database.GetPendingMigrationsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_database_of_an_earlier_version_gets_what_it_lacks()
    {
        await using var database = TemporaryDatabase.Unmigrated();
        await using (var earlier = database.Open())
            await earlier.Database.MigrateAsync("20261121054835_Providers");

        await Migrate(database);

        await using var db = database.Open();
        (await db.AiProviders.Where(row => row.SecretDestination != null).CountAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_database_that_has_the_column_from_the_migration_before_gets_nothing_twice()
    {
        await using var database = TemporaryDatabase.Unmigrated();
        await using (var earlier = database.Open())
        {
            await earlier.Database.MigrateAsync("20261121054835_Providers");
            await earlier.Database.ExecuteSqlRawAsync("ALTER TABLE AiProviders ADD COLUMN SecretDestination TEXT NULL");
        }

        await Migrate(database);

        await using var db = database.Open();
        (await db.Database.GetPendingMigrationsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Interceptions_of_an_earlier_version_get_the_persons_they_were_of()
    {
        await using var database = TemporaryDatabase.Unmigrated();
        await using (var earlier = database.Open())
        {
            await earlier.Database.MigrateAsync("20261121080000_SecretDestination");
            earlier.Add(new ProjectRow { Id = "prj_a", Name = "a" });
            await earlier.SaveChangesAsync();
            foreach (var (id, actor) in new[] { ("tok_1", "ada"), ("tok_2", null), ("tok_3", "") })
                await earlier.Database.ExecuteSqlAsync($"INSERT INTO Tokens (Id, ProjectId, Name, ActorName, Hash, Permissions, ServerScope, CreatedAt) VALUES ({id}, 'prj_a', {id}, {actor}, {id}, '*', 0, 0)");
            for (var i = 1; i <= 4; i++)
            {
                await earlier.Database.ExecuteSqlAsync($"""
                    INSERT INTO Interceptions (Id, OwnerId, ProjectId, InitiatorId, InitiatorName, Provider, ProviderName, Protocol, Route, Streaming, Client, SessionId,
                        Purpose, ThreadRootId, CredentialKind, Status, StartedAt, RequestBytes, ResponseBytes, UsagePartial)
                    VALUES ({Guid.CreateVersion7()}, {Guid.Empty}, 'prj_a', {$"tok_{i}"}, 'n', 'anthropic', 'anthropic', 'm', 'r', 0, 'c', 's', 'main', {Guid.Empty}, 'centralized', 'completed', {i}, 0, 0, 0)
                    """);
            }
        }

        await Migrate(database);

        await using var db = database.Open();
        (await db.Interceptions.OrderBy(row => row.StartedAt).Select(row => row.Person).ToListAsync()).Should().Equal("@ada", "tok_2", "tok_3", "tok_4");
    }

    private static Task Migrate(TemporaryDatabase database) => Task.Run(() => database.Upgrade().RunAsync(CancellationToken.None));
}
