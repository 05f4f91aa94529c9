using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Projects;
using AiBridge.Records;
using AiBridge.Storage.Rows;
using AiBridge.Tests.Projects.Changes;
using AiBridge.Tests.Storage;

namespace AiBridge.Tests.Records;

/// <summary>Queries over a real database with the rows that a test gives.</summary>
internal sealed class RecordsFixture : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDatabase _database;
    private readonly RecordReading _reading;

    private RecordsFixture(TemporaryDatabase database) =>
        (_database, _reading) = (database, new RecordReading(database.Contexts, new ReadBarrier(() => Task.CompletedTask, TimeProvider.System), Room()));

    public InterceptionQueries Interceptions => new(_reading);

    public SessionQueries Sessions => new(_reading);

    public UsageQueries Usage => new(_reading);

    public static Caller Administrator => ChangeFixture.Administrator;

    public static Caller Reader(string project = "prj_default", params string[] permissions) =>
        ChangeFixture.Caller(project, serverScope: false, permissions.Length > 0 ? permissions : [PermissionNames.ReadInterceptions]);

    public static async Task<RecordsFixture> WithAsync(params InterceptionRow[] rows)
    {
        var fixture = new RecordsFixture(await TemporaryDatabase.CreateAsync());
        await fixture.AddAsync(rows);
        return fixture;
    }

    public async Task AddAsync(params InterceptionRow[] rows)
    {
        await using var db = _database.Open();
        db.AddRange(rows);
        await db.SaveChangesAsync();
    }

    public static InterceptionRow Row(
        int minutes = 0, string project = "prj_default", string model = "m-1", string status = "completed", string session = "s-1", string person = "tok_1", long? input = null, long? output = null)
    {
        var row = Rows.Interception(Noon.AddMinutes(minutes), project, model, status);
        (row.SessionId, row.Person, row.InitiatorId, row.InputTokens, row.OutputTokens) = (session, person, person, input, output);
        return row;
    }

    private static AnswerRoom Room() => new(new BufferBudget(new LiveConfiguration(new BridgeOptions()), TimeProvider.System), new LargeAnswers(TimeProvider.System));

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
