using AiBridge.Configuration;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using AiBridge.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Tests.Storage;

/// <summary>From an earlier version to this one, and not back.</summary>
public sealed class StoreUpgradeTests : IAsyncLifetime
{
    private const string Earlier = "20261121080000_SecretDestination";

    private readonly FakeTimeProvider _clock = new();
    private readonly ListLogger<StoreUpgrade> _log = new();
    private readonly TemporaryDatabase _database = TemporaryDatabase.Unmigrated();

    private string Backups => SqliteBackups.RootOf(_database.File);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_database_that_a_later_version_changed_is_refused_and_both_versions_are_named()
    {
        await UpgradeAsync();
        Run(_database.File, """
            INSERT INTO __EFMigrationsHistory VALUES ('99990101000000_Budgets', '10.0.15');
            INSERT INTO StoreVersions VALUES ('99990101000000_Budgets', '9.8.7', 0);
            """);

        var refused = (await FluentActions.Awaiting(UpgradeAsync).Should().ThrowAsync<StartRefusedException>()).Which;

        refused.Message.Should().Contain("AiBridge 9.8.7").And.Contain($"AiBridge {ProductVersion.Text}").And.Contain("99990101000000_Budgets").And.Contain(Backups);
        Directory.Exists(Backups).Should().BeFalse("nothing was touched");
    }

    [Fact]
    public async Task One_that_noted_no_version_is_refused_all_the_same()
    {
        await UpgradeAsync();
        Run(_database.File, "INSERT INTO __EFMigrationsHistory VALUES ('99990101000000_Budgets', '10.0.15')");

        (await FluentActions.Awaiting(UpgradeAsync).Should().ThrowAsync<StartRefusedException>()).Which.Message.Should().Contain("a later version of AiBridge");
    }

    [Fact]
    public async Task Which_version_brought_a_migration_is_noted()
    {
        await UpgradeAsync();

        await using var db = _database.Open();
        var rows = await db.StoreVersions.ToListAsync();
        rows.Select(row => row.Migration).Should().Equal(db.Database.GetMigrations());
        rows.Should().OnlyContain(row => row.Version == ProductVersion.Text && row.AppliedAt == _clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Before_a_database_that_holds_something_is_changed_it_is_copied_with_what_the_journal_holds()
    {
        await MakeEarlierAsync();
        var segment = Path.Combine(_database.Directory, "journal", Guid.NewGuid().ToString(), "000001.journal");
        Directory.CreateDirectory(Path.GetDirectoryName(segment)!);
        await File.WriteAllTextAsync(segment, "records");

        await UpgradeAsync();

        var copy = Directory.GetDirectories(Backups).Should().ContainSingle().Subject;
        Path.GetFileName(copy).Should().Be($"before-{ProductVersion.Text}-20000101T000000Z");
        Directory.GetFiles(copy).Should().ContainSingle("a copy is closed once the migration is through").Which.Should().EndWith("aibridge.db");
        Ask(CopyIn(copy), "SELECT MigrationId FROM __EFMigrationsHistory ORDER BY 1 DESC LIMIT 1").Should().Be(Earlier);
        Ask(CopyIn(copy), "SELECT Name FROM Projects").Should().Be("kept");
        (await File.ReadAllTextAsync(Path.Combine(copy, Path.GetRelativePath(_database.Directory, segment)))).Should().Be("records");
        _log.Entries.Should().ContainSingle().Which.Message.Should().Contain(copy).And.Contain(ProductVersion.Text);
    }

    [Fact]
    public async Task A_new_database_and_one_that_is_up_to_date_are_not_copied()
    {
        await UpgradeAsync();
        await UpgradeAsync();

        Directory.Exists(Backups).Should().BeFalse();
        _log.Entries.Should().BeEmpty();
    }

    [Fact]
    public async Task Only_the_newest_copies_are_kept()
    {
        await MakeEarlierAsync();
        foreach (var day in new[] { "0.9.0-19990101", "0.10.0-19990102", "0.8.0-19990103", "0.11.0-19990104" })
            Directory.CreateDirectory(Path.Combine(Backups, $"before-{day}T000000Z"));
        Directory.CreateDirectory(Path.Combine(Backups, "of a person"));

        await UpgradeAsync();

        Directory.GetDirectories(Backups).Select(Path.GetFileName).Should().BeEquivalentTo(
            $"before-{ProductVersion.Text}-20000101T000000Z", "before-0.11.0-19990104T000000Z", "before-0.8.0-19990103T000000Z", "of a person");
    }

    [Fact]
    public async Task A_migration_that_fails_again_and_again_keeps_the_one_copy_from_before_its_first_try()
    {
        await MakeEarlierAsync();
        // The last migration cannot make this table; those before it come through.
        Run(_database.File, "CREATE TABLE StoreVersions (Planted INTEGER)");

        for (var tries = 0; tries < 5; tries++)
        {
            await FluentActions.Awaiting(UpgradeAsync).Should().ThrowAsync<SqliteException>();
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        var copy = Directory.GetDirectories(Backups).Should().ContainSingle().Subject;
        Ask(CopyIn(copy), "SELECT MigrationId FROM __EFMigrationsHistory ORDER BY 1 DESC LIMIT 1").Should().Be(Earlier);
        Run(_database.File, "DROP TABLE StoreVersions");
        await UpgradeAsync();
        Directory.GetDirectories(Backups).Should().Equal(copy);
        Directory.GetFiles(copy).Should().ContainSingle();
    }

    [Fact]
    public async Task What_was_recorded_between_two_tries_is_in_the_copy()
    {
        await MakeEarlierAsync();
        var backups = new SqliteBackups(_database.File, _ => long.MaxValue);
        var first = await backups.CopyAsync("0.3.0", _database.Directory, _clock.GetUtcNow(), default);
        Run(_database.File, "UPDATE Projects SET Name = 'later'");
        _clock.Advance(TimeSpan.FromDays(7));

        var second = await backups.CopyAsync("0.3.0", _database.Directory, _clock.GetUtcNow(), default);

        Directory.GetDirectories(Backups).Should().Equal(second.Folder).And.NotContain(first.Folder);
        Ask(CopyIn(second.Folder), "SELECT Name FROM Projects").Should().Be("later");
    }

    [Fact]
    public async Task Half_a_copy_is_removed()
    {
        await MakeEarlierAsync();
        Directory.CreateDirectory(Path.Combine(Backups, "before-0.2.0-19990101T000000Z.half", "journal"));

        await UpgradeAsync();

        Directory.GetDirectories(Backups).Should().ContainSingle().Which.Should().EndWith("20000101T000000Z");
    }

    [Fact]
    public async Task Without_room_for_a_copy_nothing_is_changed()
    {
        await MakeEarlierAsync();
        var copying = () => new SqliteBackups(_database.File, _ => 1000).CopyAsync("0.3.0", _database.Directory, _clock.GetUtcNow(), default);

        (await copying.Should().ThrowAsync<StartRefusedException>()).Which.Message.Should().Contain("AiBridge 0.3.0").And.Contain("1000 are free").And.Contain("Storage:ConnectionString");

        Directory.GetDirectories(Backups).Should().BeEmpty();
    }

    private async Task MakeEarlierAsync()
    {
        await using var earlier = _database.Open();
        await earlier.Database.MigrateAsync(Earlier);
        earlier.Projects.Add(new ProjectRow { Id = "prj_a", Name = "kept" });
        await earlier.SaveChangesAsync();
    }

    private Task UpgradeAsync() => _database.Upgrade(_log, _clock).RunAsync(CancellationToken.None);

    private string CopyIn(string folder) => Path.Combine(folder, Path.GetFileName(_database.File));

    private static void Run(string file, string statements) => Ask(file, statements);

    private static object? Ask(string file, string statements)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        return command.ExecuteScalar();
    }
}
