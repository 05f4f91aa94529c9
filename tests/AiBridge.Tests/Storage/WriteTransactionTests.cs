using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace AiBridge.Tests.Storage;

public sealed class WriteTransactionTests : IAsyncLifetime
{
    private TemporaryDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TemporaryDatabase.CreateAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Nobody_else_writes_between_what_is_read_and_what_is_written()
    {
        await using var other = _database.AnotherProcess();

        // Two at a time: who waits for SQLite's lock holds a thread, and who has the lock needs one to go on.
        await Task.WhenAll(AddAsync(_database), AddAsync(other));

        await using var db = _database.Open();
        (await db.Projects.Select(row => row.Name).ToListAsync()).Should().BeEquivalentTo(Enumerable.Range(0, 20).Select(i => $"project {i}"));
    }

    [Fact]
    public async Task Where_the_database_finds_out_late_all_of_the_work_is_done_anew()
    {
        var tries = 0;

        var result = await _database.Contexts.WriteTransactionAsync(
            async db =>
            {
                db.Projects.Add(Project($"try {++tries}"));
                await db.SaveChangesAsync();
                return tries < 3 ? throw Overtaken() : tries;
            },
            default);

        result.Should().Be(3);
        await using var db = _database.Open();
        (await db.Projects.Select(row => row.Name).ToListAsync()).Should().Equal("try 3");
    }

    [Fact]
    public async Task It_is_not_tried_for_ever()
    {
        var work = () => _database.Contexts.WriteTransactionAsync<int>(_ => throw Overtaken(), default);

        (await work.Should().ThrowAsync<SqliteException>()).Which.SqliteExtendedErrorCode.Should().Be(raw.SQLITE_BUSY_SNAPSHOT);
    }

    [Fact]
    public async Task Work_that_fails_leaves_nothing()
    {
        var work = () => _database.Contexts.WriteTransactionAsync<int>(
            async db =>
            {
                db.Projects.Add(Project("half"));
                await db.SaveChangesAsync();
                throw new InvalidOperationException();
            },
            default);

        await work.Should().ThrowAsync<InvalidOperationException>();
        await using var db = _database.Open();
        (await db.Projects.AnyAsync()).Should().BeFalse();
    }

    private static Task AddAsync(TemporaryDatabase process) => Task.Run(async () =>
    {
        for (var i = 0; i < 10; i++)
            await AddNextAsync(process);
    });

    private static Task<int> AddNextAsync(TemporaryDatabase process) => process.Contexts.WriteTransactionAsync(
        async db =>
        {
            var count = await db.Projects.CountAsync();
            await Task.Yield();
            db.Projects.Add(Project($"project {count}"));
            return count;
        },
        default);

    private static ProjectRow Project(string name) => new() { Id = $"prj_{Guid.NewGuid():N}", Name = name };

    private static SqliteException Overtaken() => new("database is locked", raw.SQLITE_BUSY, raw.SQLITE_BUSY_SNAPSHOT);
}
