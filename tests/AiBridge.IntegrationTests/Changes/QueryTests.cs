using AiBridge.Contracts;
using AiBridge.Contracts.Audit;
using AiBridge.Contracts.Records;
using AiBridge.IntegrationTests.Management;
using AiBridge.Projects;
using AiBridge.Projects.Audit;
using AiBridge.Providers.SecretStore;
using AiBridge.Records;
using static AiBridge.IntegrationTests.Changes.ChangeFixture;

namespace AiBridge.IntegrationTests.Changes;

/// <summary>What is asked without HTTP: a caller and a filter give a page.</summary>
public sealed class QueryTests(ChangeFixture fixture) : IClassFixture<ChangeFixture>
{
    /// <summary>By operation: the ids or names that a caller is given when it asks for a project (null: none is named).</summary>
    private static readonly Dictionary<Operation, Func<ChangeFixture, Caller, string?, Task<IEnumerable<string>>>> Queries = new()
    {
        [ProjectOperations.List] = async (fixture, caller, project) => (await fixture.Get<ProjectQueries>().PageAsync(caller, new PageQuery { ProjectId = project }, default)).Items.Select(item => item.Id),
        [TokenOperations.List] = async (fixture, caller, project) => (await fixture.Get<ProjectQueries>().TokensAsync(caller, project ?? caller.ProjectId, null, null, default)).Items.Select(item => item.ProjectId),
        [SecretOperations.List] = async (fixture, caller, project) => (await fixture.Get<SecretQueries>().PageAsync(caller, new PageQuery { ProjectId = project }, default)).Items.Select(item => item.ProjectId ?? ""),
        [AuditOperations.List] = async (fixture, caller, project) => (await fixture.Get<AuditQueries>().PageAsync(caller, new AuditQuery { ProjectId = project }, new CursorQuery(), default)).Items.Select(item => item.ProjectId ?? ""),
        [AuditOperations.Export] = async (fixture, caller, project) => (await fixture.Get<AuditQueries>().ExportAsync(caller, new AuditQuery { ProjectId = project }, default).ToListAsync()).Select(item => item.ProjectId ?? ""),
        [RecordOperations.ListInterceptions] = async (fixture, caller, project) => (await fixture.Get<InterceptionQueries>().PageAsync(caller, new InterceptionFilter { ProjectId = project }, default)).Items.Select(item => item.ProjectId),
        [RecordOperations.ListSessions] = async (fixture, caller, project) => (await fixture.Get<SessionQueries>().PageAsync(caller, new SessionFilter { ProjectId = project }, default)).Items.Select(item => item.ProjectId),
        [RecordOperations.GetUsage] = async (fixture, caller, project) => (await fixture.Get<UsageQueries>().ReportAsync(caller, new UsageFilter { ProjectId = project, GroupBy = "projectId" }, default)).Items.Select(item => item.Group["projectId"]!),
        [RecordOperations.GetSession] = async (fixture, caller, project) => [(await fixture.Get<SessionQueries>().FindAsync(caller, $"session of {project ?? caller.ProjectId}", new SessionQuery { ProjectId = project }, default)).ProjectId],
    };

    public static TheoryData<string> Names => [.. Queries.Keys.Select(operation => operation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_project_is_given_its_own_an_administrator_all_and_nobody_without_the_permission(string name)
    {
        var (operation, query) = Queries.Single(known => known.Key.Name == name);
        var (own, other) = ((await fixture.MakeThingsAsync()).Project, (await fixture.MakeThingsAsync()).Project);
        await Recorded.AddAsync(fixture.Bridge, Recorded.Row(1, own, session: $"session of {own}"), Recorded.Row(2, other, session: $"session of {other}"));
        var caller = Caller(own, serverScope: false, operation.Permission);

        (await query(fixture, caller, null)).Should().NotBeEmpty().And.OnlyContain(project => project == own);
        (await query(fixture, Administrator, other)).Should().NotBeEmpty().And.OnlyContain(project => project == other);
        (await StatusAsync(() => query(fixture, caller, other))).Should().Be(404);
        (await StatusAsync(() => query(fixture, Caller(own, serverScope: true, PermissionNames.InvokeBridge), own))).Should().Be(403);
    }

    [Fact]
    public async Task What_stands_alone_is_found_in_ones_own_project_only()
    {
        var things = await fixture.MakeThingsAsync();
        var row = Recorded.Row(3, things.Project);
        await Recorded.AddAsync(fixture.Bridge, row);
        var stranger = Caller(fixture.OtherProject, serverScope: false, "projects:*", "secrets:*", "interceptions:*");

        (await fixture.Get<ProjectQueries>().FindAsync(Administrator, things.Project, default)).Version.Should().Be(1);
        (await fixture.Get<SecretQueries>().FindAsync(Administrator, things.Secret, default)).Value.ProjectId.Should().Be(things.Project);
        (await fixture.Get<InterceptionQueries>().FindAsync(Administrator, row.Id.ToString(), default)).Id.Should().Be(row.Id);
        (await StatusAsync(() => fixture.Get<ProjectQueries>().FindAsync(stranger, things.Project, default))).Should().Be(404);
        (await StatusAsync(() => fixture.Get<SecretQueries>().FindAsync(stranger, things.Secret, default))).Should().Be(404);
        (await StatusAsync(() => fixture.Get<InterceptionQueries>().FindAsync(stranger, row.Id.ToString(), default))).Should().Be(404);
    }

    private static async Task<int> StatusAsync(Func<Task> query) => (await query.Should().ThrowAsync<RefusedException>()).Which.Status;
}
