using System.Text.Json.Nodes;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using AiBridge.Tests.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Tests.Projects.Changes;

/// <summary>What every change goes through, whatever it changes.</summary>
public sealed class ChangeExecutorTests : IAsyncLifetime
{
    private const string Own = "prj_own";
    private const string Other = "prj_other";

    private static readonly Operation Renaming = new("rename", PermissionNames.WriteProjects);

    private readonly FakeTimeProvider _clock = new();
    private TemporaryDatabase _database = null!;
    private LoadedSnapshot _snapshot = null!;
    private ChangeFixture _changes = null!;
    private int _tries;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase.CreateAsync();
        await using var db = _database.Open();
        db.Projects.AddRange(new ProjectRow { Id = Own, Name = "own" }, new ProjectRow { Id = Other, Name = "other" });
        await db.SaveChangesAsync();
        _snapshot = new LoadedSnapshot(_database.Contexts);
        await _snapshot.ReloadAsync();
        _changes = new ChangeFixture(_database, _clock, _snapshot);
    }

    public async Task DisposeAsync()
    {
        _changes.Dispose();
        _snapshot.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task What_is_done_is_stored_audited_and_in_force_with_a_version_and_a_time_of_its_own()
    {
        _clock.Advance(TimeSpan.FromHours(1));

        var row = await RenameAsync(Caller(Own), Own, "new name");

        (row.Name, row.Version, row.UpdatedAt).Should().Be(("new name", 2, _clock.GetUtcNow().ToUnixTimeMilliseconds()));
        (await StoredAsync(Own)).Should().BeEquivalentTo(row);
        _snapshot.Names.Should().Contain("new name");
        (await AuditAsync()).Should().Equal("""rename projects:Write succeeded 200 projects/prj_own prj_own [{"field":"name","before":"own","after":"new name"}]""");
    }

    [Theory]
    [InlineData(Own, "projects:Read", 403)]
    [InlineData(Other, "projects:Write", 404)]
    [InlineData("prj_none", "projects:Write", 404)]
    public async Task Who_may_not_or_sees_no_such_thing_changes_nothing_and_is_in_the_audit_log(string project, string permission, int status)
    {
        var refusal = await RefusedAsync(() => RenameAsync(ChangeFixture.Caller(Own, serverScope: false, permission), project, "new name"));

        refusal.Status.Should().Be(status);
        (await AuditAsync()).Should().Equal($"rename projects:Write refused {status} projects/{project} {Own} ");
        (await StoredAsync(Other)).Should().BeEquivalentTo(new { Name = "other", Version = 1 });
    }

    [Fact]
    public async Task A_permission_on_the_server_is_not_had_in_a_project()
    {
        var refusal = await RefusedAsync(() => _changes.Executor.ExecuteAsync(
            new ChangeRequest(Caller(Own), Renaming with { ServerScope = true }, "things"), _ => Task.FromResult(++_tries), default));

        (refusal.Status, _tries).Should().Be((403, 0));
    }

    [Fact]
    public async Task Another_version_than_the_caller_has_read_is_not_changed()
    {
        (await RefusedAsync(() => RenameAsync(Caller(Own), Own, "new name", ExpectedVersion.Of(2)))).Status.Should().Be(412);

        (await RenameAsync(Caller(Own), Own, "new name", ExpectedVersion.Of(5, 1))).Version.Should().Be(2);
        (await RefusedAsync(() => RenameAsync(Caller(Own), Own, "newer name", ExpectedVersion.Of()))).Status.Should().Be(412);
    }

    [Fact]
    public async Task Faults_are_told_all_at_once_even_if_the_change_does_not_ask_for_them()
    {
        var refusal = await RefusedAsync(() => _changes.Executor.ExecuteAsync(
            new ChangeRequest(Caller(Own), Renaming, "things") { Input = new JsonObject { ["name"] = 5, ["colour"] = "red" } },
            async change =>
            {
                var row = await change.LoadAsync(new ProjectRows(), change.Db.Projects.Where(row => row.Id == Own), "");
                row.Name = change.Input.RequiredText("name", 64);
                return row;
            },
            default));

        refusal.Errors.Select(error => error.Field).Should().Equal("name", "colour");
        (await StoredAsync(Own)).Name.Should().Be("own");
    }

    [Fact]
    public async Task One_that_others_come_between_every_time_ends_as_a_conflict()
    {
        var refusal = await RefusedAsync(() => RenameAsync(Caller(Own), Own, "new name", alsoAsync: OvertakeAsync));

        (refusal.Status, refusal.Code, _tries).Should().Be((409, "conflict", 20));
        (await StoredAsync(Own)).Name.Should().Be("overtaken 20");
    }

    [Fact]
    public async Task One_that_is_overtaken_once_is_made_anew_on_what_is_there()
    {
        var row = await RenameAsync(Caller(Own), Own, "new name", alsoAsync: change => _tries == 1 ? OvertakeAsync(change) : Task.CompletedTask);

        (row.Name, row.Version, _tries).Should().Be(("new name", 3, 2));
        (await AuditAsync()).Should().ContainSingle().Which.Should().EndWith("""[{"field":"name","before":"overtaken 1","after":"new name"}]""");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_names_its_version_is_made_once(bool present)
    {
        var refusal = await RefusedAsync(() => RenameAsync(Caller(Own), Own, "new name", present ? ExpectedVersion.Present : ExpectedVersion.Of(1), OvertakeAsync));

        (refusal.Status, _tries).Should().Be((412, 1));
    }

    [Fact]
    public async Task Other_refusals_are_final()
    {
        (await RefusedAsync(() => RenameAsync(Caller(Own), Own, "new name", alsoAsync: _ => throw RefusedException.Gone))).Status.Should().Be(404);

        _tries.Should().Be(1);
    }

    [Fact]
    public async Task A_name_that_somebody_else_takes_meanwhile_is_told_in_the_rows_own_words()
    {
        (await RefusedAsync(() => RenameAsync(Caller(Own), Own, "other"))).Code.Should().Be("project_exists");
    }

    [Fact]
    public async Task What_it_looks_up_by_itself_does_not_reach_beyond_the_callers_project()
    {
        var act = () => RenameAsync(Caller(Own), Own, "new name", alsoAsync: async change => (await change.Db.Projects.SingleAsync(row => row.Id == Other)).Name = "stolen");

        await act.Should().ThrowAsync<InvalidOperationException>().WithMessage("rename would change a ProjectRow that the caller does not reach.");
        (await StoredAsync(Other)).Name.Should().Be("other");
        (await StoredAsync(Own)).Name.Should().Be("own");
    }

    [Fact]
    public async Task One_that_says_of_no_row_that_it_changes_it_is_none()
    {
        var act = () => _changes.Executor.ExecuteAsync(
            new ChangeRequest(Caller(Own), Renaming, "things"), async change => (await change.Db.Projects.SingleAsync(row => row.Id == Own)).Name = "unseen", default);

        await act.Should().ThrowAsync<InvalidOperationException>();
        (await StoredAsync(Own)).Name.Should().Be("own");
    }

    [Fact]
    public async Task When_the_store_cannot_be_read_afterwards_it_is_said_to_be_stored_and_is_in_the_audit_log_once()
    {
        _snapshot.IsAway = true;

        await FluentActions.Invoking(() => RenameAsync(Caller(Own), Own, "new name")).Should().ThrowAsync<ChangeNotInForceException>();

        (await StoredAsync(Own)).Name.Should().Be("new name");
        (await AuditAsync()).Should().ContainSingle().Which.Should().Contain("succeeded");
    }

    [Fact]
    public async Task A_call_has_one_entry_however_many_watch_it()
    {
        var caller = Caller(Own) with { Origin = new CallOrigin("r-1", "127.0.0.1") };

        await RefusedAsync(() => RenameAsync(caller, Own, ""));
        await RefusedAsync(() => RenameAsync(caller, Own, ""));

        (await AuditAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task A_caller_that_leaves_before_it_is_saved_leaves_nothing()
    {
        using var leaving = new CancellationTokenSource();

        var act = () => RenameAsync(Caller(Own), Own, "new name", alsoAsync: _ => leaving.CancelAsync(), cancellation: leaving.Token);

        await act.Should().ThrowAsync<OperationCanceledException>();
        (await StoredAsync(Own)).Name.Should().Be("own");
    }

    private static Caller Caller(string project) => ChangeFixture.Caller(project, serverScope: false, PermissionNames.WriteProjects);

    private static async Task<RefusedException> RefusedAsync(Func<Task> change) => (await change.Should().ThrowAsync<RefusedException>()).Which;

    private Task<ProjectRow> RenameAsync(Caller caller, string project, string name, ExpectedVersion? expected = null, Func<PendingChange, Task>? alsoAsync = null, CancellationToken cancellation = default) =>
        _changes.Executor.ExecuteAsync(
            new ChangeRequest(caller, Renaming, $"projects/{project}") { Expected = expected ?? ExpectedVersion.None, Input = new JsonObject { ["name"] = name } },
            async change =>
            {
                _tries++;
                var row = await change.LoadAsync(new ProjectRows(), change.Db.Projects.Where(row => row.Id == project), "There is none.");
                row.Name = change.Input.RequiredText("name", 64);
                await (alsoAsync?.Invoke(change) ?? Task.CompletedTask);
                return row;
            },
            cancellation);

    private async Task OvertakeAsync(PendingChange change)
    {
        await using var db = _database.Open();
        var row = await db.Projects.SingleAsync(row => row.Id == Own);
        (row.Name, row.Version) = ($"overtaken {_tries}", row.Version + 1);
        await db.SaveChangesAsync();
    }

    private async Task<ProjectRow> StoredAsync(string id)
    {
        await using var db = _database.Open();
        return await db.Projects.SingleAsync(row => row.Id == id);
    }

    private async Task<IReadOnlyList<string>> AuditAsync()
    {
        await using var db = _database.Open();
        return [.. (await db.AuditEntries.OrderBy(row => row.Id).ToListAsync()).Select(row => $"{row.Operation} {row.Action} {row.Result} {row.Status} {row.Resource} {row.ProjectId} {row.Changes}")];
    }

    private sealed class ProjectRows : ResourceKind<ProjectRow>
    {
        public override string ResourceOf(ProjectRow row) => $"projects/{row.Id}";

        public override string ProjectOf(ProjectRow row) => row.Id;

        public override void Compare(AuditChanges changes, ProjectRow? before, ProjectRow after) => changes.Add("name", before?.Name, after.Name);

        public override RefusedException Taken(ProjectRow row) => RefusedException.Conflict("project_exists", row.Name);
    }

    private sealed class LoadedSnapshot(IDbContextFactory<BridgeDb> contexts) : StoreSnapshot(contexts, ChangeCounterRow.Projects)
    {
        public IReadOnlyList<string> Names { get; private set; } = [];

        public bool IsAway { get; set; }

        public override string Kind => "names";

        protected override async Task LoadAsync(BridgeDb db, CancellationToken cancellation) =>
            Names = IsAway ? throw new SqliteException("database is locked", 5) : await db.Projects.Select(row => row.Name).ToListAsync(cancellation);
    }
}
